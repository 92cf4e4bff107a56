/* Ratings, ids and extra fields as people write them; see edit.h. */
#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/alloc.h"
#include "store/editparts.h"

/* VALUE[/MAX][,VOTES]. False when it is of another form, or out of its scale. */
static bool read_rating(const char *text, struct meta_rating *r)
{
	char *end;

	*r = (struct meta_rating){.max = 10, .votes = -1};
	if (!isdigit((unsigned char)*text))
		return false;
	r->value = strtod(text, &end);
	if (*end == '/' && isdigit((unsigned char)end[1]))
		r->max = (int)strtol(end + 1, &end, 10);
	if (*end == ',' && isdigit((unsigned char)end[1]))
		r->votes = strtoll(end + 1, &end, 10);
	return !*end && isfinite(r->value) && r->value > 0 && r->max <= 1000 && r->value <= r->max;
}

static bool is_digits(const char *s, size_t max)
{
	return *s && strlen(s) <= max && strspn(s, "0123456789") == strlen(s);
}

static bool is_word(const char *s)
{
	for (; *s; s++)
		if (isspace((unsigned char)*s) || (unsigned char)*s < ' ')
			return false;
	return true;
}

static int check_id(const char *type, const char *value, struct error *err)
{
	if (!strcasecmp(type, "tmdb") || !strcasecmp(type, "tvdb"))
		return is_digits(value, 10) && *value != '0'
			       ? 0
			       : error_set(err, ERR_BAD_VALUE, "%s takes a number, not '%s'", type, value);
	if (!strcasecmp(type, "imdb"))
		return !strncmp(value, "tt", 2) && strlen(value) >= 9 && is_digits(value + 2, 10)
			       ? 0
			       : error_set(err, ERR_BAD_VALUE, "imdb takes an id as tt0133093, not '%s'",
					 value);
	return is_word(value) ? 0
			      : error_set(err, ERR_BAD_VALUE,
					"uniqueids.%s takes an id without blanks, not '%s'", type, value);
}

int edit_check_member(enum meta_field f, const char *name, const char *value, struct error *err)
{
	struct meta_rating rating;

	if (!*name || !is_word(name))
		return error_set(err, ERR_BAD_VALUE, "%s has no '%s'", meta_field_name(f), name);
	if (f == MF_EXTRA && meta_field_by_name(name) >= 0)
		return error_set(err, ERR_BAD_VALUE, "%s is a field itself: %s=VALUE", name, name);
	if (!*value)
		return 0;
	if (f == MF_UNIQUEIDS)
		return check_id(name, value, err);
	if (f == MF_RATINGS && !read_rating(value, &rating))
		return error_set(err, ERR_BAD_VALUE,
			"ratings.%s takes a number over 0 and up to 10, or VALUE/MAX, and after a comma the "
			"votes, not '%s'",
			name, value);
	return 0;
}

static void set_rating(struct meta *m, const struct meta *was, const char *source, const char *value)
{
	struct meta_rating r;
	bool done = !read_rating(value, &r);
	size_t i;

	for (i = 0; i < was->ratings.n; i++) {
		const struct meta_rating *old = &was->ratings.item[i];

		if (strcmp(old->source, source) != 0) {
			meta_add_rating(m, old);
			continue;
		}
		r.is_default = old->is_default;
		r.source = old->source;
		r.votes = r.votes < 0 ? old->votes : r.votes;
		if (!done)
			meta_add_rating(m, &r);
		done = true;
	}
	r.source = (char *)(uintptr_t)source;
	if (!done)
		meta_add_rating(m, &r);
}

static void set_id(struct meta *m, const struct meta *was, const char *type, const char *value)
{
	size_t i;

	for (i = 0; i < was->ids.n; i++) {
		const struct meta_id *old = &was->ids.item[i];

		meta_add_id(m, old->type, strcasecmp(old->type, type) ? old->value : value, old->is_default);
	}
	meta_add_id(m, type, value, false);
}

static void set_extra(struct meta *m, const struct meta *was, const char *name, const char *value)
{
	size_t i;

	for (i = 0; i < was->extra.n; i++)
		if (strcmp(was->extra.item[i].name, name) != 0)
			meta_add_extra(m, was->extra.item[i].name, was->extra.item[i].value);
	meta_add_extra(m, name, value);
}

void edit_set_member(struct meta *m, enum meta_field f, const char *name, const char *value)
{
	struct meta was = META_INIT;

	meta_copy_field(&was, m, f);
	meta_clear_field(m, f);
	if (f == MF_RATINGS)
		set_rating(m, &was, name, value);
	else if (f == MF_UNIQUEIDS)
		set_id(m, &was, name, value);
	else
		set_extra(m, &was, name, value);
	meta_release(&was);
}
