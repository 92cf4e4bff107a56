/*
 * Reading single elements.
 */
#include "media/nfo_part.h"

#include <ctype.h>
#include <stdlib.h>
#include <strings.h>

#include "core/alloc.h"
#include "media/nfo_fields.h"

static void warn(struct nfo_doc *d, const struct nfo_elem *e, const char *text)
{
	if (d->warn)
		d->warn(d->ctx, e->start, text);
}

bool nfo_decimal(const char *s, double *v)
{
	char copy[32], *end;
	size_t n = strspn(s, "+-0123456789.,");

	if (n == 0 || n >= sizeof(copy))
		return false;
	memcpy(copy, s, n);
	copy[n] = '\0';
	for (char *p = copy; *p; p++)
		if (*p == ',')
			*p = '.';
	*v = strtod(copy, &end);
	return end != copy;
}

/* "136", "136 min", "2h 16min", "2 h 16". */
static long minutes(const char *s)
{
	char *p;
	long n = isdigit((unsigned char)*s) ? strtol(s, &p, 10) : 0;

	if (n <= 0 || n > 100000)
		return 0;
	while (*p == ' ')
		p++;
	if (*p != 'h' && *p != 'H')
		return n;
	while (*p && !isdigit((unsigned char)*p))
		p++;
	long more = strtol(p, NULL, 10);
	return n * 60 + (more >= 0 && more < 60 ? more : 0);
}

/* Brings what NFOs write for a number or a date to what the field takes; empties what says nothing. */
static void plain_value(struct nfo_doc *d, const struct nfo_elem *e, enum meta_field f, struct strbuf *v)
{
	struct strbuf max = STRBUF_INIT;
	double rating, of;

	switch (f) {
	case MF_RUNTIME:
		if (minutes(v->buf) > 0 || nfo_says_nothing(v->buf)) {
			long n = minutes(v->buf);
			strbuf_clear(v);
			strbuf_addf(v, "%ld", n);
		}
		break;
	case MF_USER_RATING:
		if (nfo_decimal(v->buf, &rating) && rating >= -1 && rating <= 1000) {
			if (nfo_attr_value(d, e, "max", &max) && nfo_decimal(max.buf, &of) && of > 0)
				rating = rating * 10 / of;
			strbuf_clear(v);
			strbuf_addf(v, "%d", rating > 0 ? (int)(rating + 1e-9) : 0);
		}
		break;
	case MF_PREMIERED:
	case MF_AIRED:
		if (v->len > 10 && (v->buf[10] == ' ' || v->buf[10] == 'T'))
			strbuf_setlen(v, 10);
		if (!strncmp(v->buf, "0000-00-00", 10))
			strbuf_clear(v);
		break;
	case MF_SEASON_NUMBER:
	case MF_EPISODE_NUMBER:
	case MF_DISPLAY_SEASON:
	case MF_DISPLAY_EPISODE:
		if (v->buf[0] == '-')
			strbuf_clear(v);
		break;
	case MF_YEAR:
		if (strspn(v->buf, "0123456789") == 4)
			strbuf_setlen(v, 4);
		if (nfo_says_nothing(v->buf))
			strbuf_clear(v);
		break;
	default:
		break;
	}
	strbuf_release(&max);
}

bool nfo_read_scalar(struct nfo_doc *d, const struct nfo_elem *e, struct meta *m, enum meta_field f)
{
	struct strbuf v = STRBUF_INIT;

	if (nfo_elem_value(d, e, &v)) {
		plain_value(d, e, f, &v);
		if (meta_set(m, f, v.buf, NULL) != 0)
			warn(d, e, "a value that its field does not take");
	}
	strbuf_release(&v);
	return m->scalar[f] != NULL;
}

void nfo_read_names(struct nfo_doc *d, const struct nfo_elem *e, struct meta *m, enum meta_field f)
{
	struct strbuf v = STRBUF_INIT;
	bool people = f == MF_DIRECTORS || f == MF_WRITERS;

	if (nfo_elem_value(d, e, &v)) {
		bool bars = v.buf[0] == '|';
		for (char *save = NULL, *name = bars ? strtok_r(v.buf, "|", &save) : v.buf; name;
			name = bars ? strtok_r(NULL, "|", &save) : NULL) {
			if (people)
				meta_add_person(m, f, &(struct meta_person){.name = name, .order = -1});
			else
				meta_add_name(m, f, name);
		}
	}
	strbuf_release(&v);
}

void nfo_release_person(struct meta_person *p)
{
	free(p->name);
	free(p->role);
	free(p->thumb);
	free(p->tmdb_id);
	*p = (struct meta_person){.order = -1};
}

static void take(char **to, const struct strbuf *v)
{
	if (!*to)
		*to = xstrdup(v->buf);
}

bool nfo_read_person(struct nfo_doc *d, const struct nfo_elem *e, struct meta_person *p)
{
	struct strbuf v = STRBUF_INIT;
	struct nfo_elem c;

	*p = (struct meta_person){.order = -1};
	for (size_t pos = e->open_end; nfo_next(&d->xml, &pos, e->content_end, &c);) {
		if (!nfo_elem_value(d, &c, &v))
			continue;
		if (nfo_is(&d->xml, &c, "name"))
			take(&p->name, &v);
		else if (nfo_is(&d->xml, &c, "role"))
			take(&p->role, &v);
		else if (nfo_is(&d->xml, &c, "thumb"))
			take(&p->thumb, &v);
		else if (nfo_is(&d->xml, &c, "tmdbid"))
			take(&p->tmdb_id, &v);
		else if ((nfo_is(&d->xml, &c, "order") || nfo_is(&d->xml, &c, "sortorder")) && p->order < 0 &&
			 isdigit((unsigned char)v.buf[0]) && v.len < 9)
			p->order = atoi(v.buf);
	}
	strbuf_release(&v);
	if (!p->name)
		nfo_release_person(p);
	return p->name != NULL;
}

int64_t nfo_votes(const char *s)
{
	int64_t n = 0;
	bool any = false;

	for (; *s && n < INT64_MAX / 100; s++)
		if (isdigit((unsigned char)*s)) {
			n = n * 10 + (*s - '0');
			any = true;
		}
	return any ? n : -1;
}

int nfo_rating_scale(struct nfo_doc *d, const struct nfo_elem *e)
{
	struct strbuf v = STRBUF_INIT;
	double max = 10;

	if (nfo_attr_value(d, e, "max", &v) && (!nfo_decimal(v.buf, &max) || max < 1 || max > 1000000))
		max = 10;
	strbuf_release(&v);
	return (int)max;
}

bool nfo_read_rating(struct nfo_doc *d, const struct nfo_elem *e, struct meta_rating *r)
{
	struct strbuf v = STRBUF_INIT;
	struct nfo_elem c;

	*r = (struct meta_rating){.max = nfo_rating_scale(d, e), .votes = -1};
	r->source = xstrdup(nfo_attr_value(d, e, "name", &v) ? nfo_rating_source(v.buf) : "default");
	r->is_default = nfo_attr_value(d, e, "default", &v) && !strcasecmp(v.buf, "true");
	if (nfo_child(&d->xml, e, "votes", &c) && nfo_elem_value(d, &c, &v))
		r->votes = nfo_votes(v.buf);
	bool good = nfo_child(&d->xml, e, "value", &c) && nfo_elem_value(d, &c, &v) &&
		    nfo_decimal(v.buf, &r->value) && r->value > 0 && r->value <= r->max;
	strbuf_release(&v);
	if (!good) {
		free(r->source);
		r->source = NULL;
	}
	return good;
}

static bool is_imdb(const char *v)
{
	return !strncmp(v, "tt", 2) && v[2] && strspn(v + 2, "0123456789") == strlen(v + 2);
}

bool nfo_read_id(struct nfo_doc *d, const struct nfo_elem *e, enum nfo_root root, struct strbuf *type,
	struct strbuf *value)
{
	const char *of = nfo_id_element(&d->xml, e);

	if (!nfo_elem_value(d, e, value) || nfo_says_nothing(value->buf))
		return false;
	if (of) {
		strbuf_clear(type);
		strbuf_addstr(type, of);
	} else if (nfo_is(&d->xml, e, "id")) {
		strbuf_clear(type);
		strbuf_addstr(type, is_imdb(value->buf) ? "imdb" : root == NFO_TVSHOW ? "tvdb" : "unknown");
	} else if (nfo_is(&d->xml, e, "uniqueid")) {
		if (!nfo_attr_value(d, e, "type", type))
			strbuf_addstr(type, "unknown");
	} else {
		return false;
	}
	return true;
}
