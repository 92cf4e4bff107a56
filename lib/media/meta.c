/*
 * What is known of one item: life, canonical forms, and lists. Comparing and merging is in meta_compare.c.
 */
#include "media/meta.h"

#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <strings.h>

#include "core/alloc.h"

enum kind { TEXT, LINES, NUMBER, DATE, LIST };

static const struct field {
	const char *name, *other; /* the database's word; the singular, or another that people say */
	enum kind kind;
	long min, max; /* numbers */
	bool zero_is_none;
} fields[MF_COUNT] = {
	[MF_TITLE] = {"title", NULL, TEXT, 0, 0, false},
	[MF_ORIGINAL_TITLE] = {"original_title", "originaltitle", TEXT, 0, 0, false},
	[MF_SORT_TITLE] = {"sort_title", "sorttitle", TEXT, 0, 0, false},
	[MF_YEAR] = {"year", NULL, NUMBER, 1800, 2200, true},
	[MF_PLOT] = {"plot", NULL, LINES, 0, 0, false},
	[MF_OUTLINE] = {"outline", NULL, LINES, 0, 0, false},
	[MF_TAGLINE] = {"tagline", NULL, TEXT, 0, 0, false},
	[MF_MPAA] = {"mpaa", NULL, TEXT, 0, 0, false},
	[MF_PREMIERED] = {"premiered", NULL, DATE, 0, 0, false},
	[MF_AIRED] = {"aired", NULL, DATE, 0, 0, false},
	[MF_RUNTIME] = {"runtime", NULL, NUMBER, 1, 100000, true},
	[MF_USER_RATING] = {"user_rating", "userrating", NUMBER, 1, 10, true},
	[MF_TRAILER_URL] = {"trailer_url", "trailer", TEXT, 0, 0, false},
	[MF_SERIES_STATUS] = {"series_status", "status", TEXT, 0, 0, false},
	[MF_SEASON_NUMBER] = {"season_number", "season", NUMBER, 0, 100000, false},
	[MF_EPISODE_NUMBER] = {"episode_number", "episode", NUMBER, 0, 1000000, false},
	[MF_DISPLAY_SEASON] = {"display_season", "displayseason", NUMBER, 0, 100000, false},
	[MF_DISPLAY_EPISODE] = {"display_episode", "displayepisode", NUMBER, 0, 1000000, false},
	[MF_SET] = {"set", "sets", LIST, 0, 0, false},
	[MF_GENRES] = {"genres", "genre", LIST, 0, 0, false},
	[MF_STUDIOS] = {"studios", "studio", LIST, 0, 0, false},
	[MF_COUNTRIES] = {"countries", "country", LIST, 0, 0, false},
	[MF_TAGS] = {"tags", "tag", LIST, 0, 0, false},
	[MF_ACTORS] = {"actors", "actor", LIST, 0, 0, false},
	[MF_DIRECTORS] = {"directors", "director", LIST, 0, 0, false},
	[MF_WRITERS] = {"writers", "writer", LIST, 0, 0, false},
	[MF_RATINGS] = {"ratings", "rating", LIST, 0, 0, false},
	[MF_UNIQUEIDS] = {"uniqueids", "id", LIST, 0, 0, false},
	[MF_EXTRA] = {"extra", NULL, LIST, 0, 0, false},
};

const char *meta_field_name(enum meta_field f)
{
	return fields[f].name;
}

int meta_field_by_name(const char *name)
{
	for (int f = 0; f < MF_COUNT; f++)
		if (!strcasecmp(name, fields[f].name) ||
			(fields[f].other && !strcasecmp(name, fields[f].other)))
			return f;
	return strcasecmp(name, "uniqueid") ? -1 : MF_UNIQUEIDS;
}

/* One blank for the white space around *p, which is left on its last byte. */
static void add_blank(struct strbuf *out, size_t start, const char **p)
{
	while (out->len > start && out->buf[out->len - 1] == ' ')
		strbuf_setlen(out, out->len - 1);
	*p += strspn(*p, " \t\r\n") - 1;
	strbuf_addch(out, ' ');
}

/* Appends 's' as values are kept: UTF-8, no control characters but line ends, none at the ends; on one line
 * unless 'lines'. */
static void add_text(struct strbuf *out, const char *s, bool lines)
{
	struct strbuf clean = STRBUF_INIT;
	size_t start = out->len;

	strbuf_add_utf8(&clean, s, strlen(s));
	for (const char *p = clean.buf; *p; p++) {
		unsigned char c = (unsigned char)*p;
		bool not_a_character =
			!strncmp(p, "\xEF\xBF\xBE", 3) || !strncmp(p, "\xEF\xBF\xBF", 3); /* U+FFFE, U+FFFF */

		if (not_a_character)
			p += 2;
		else if (c == '\r' && p[1] == '\n')
			continue;
		else if (lines && (c == '\n' || c == '\r' || c == '\t'))
			strbuf_addch(out, c == '\t' ? '\t' : '\n');
		else if (c == '\n' || c == '\r' || c == '\t') /* with the indentation around it */
			add_blank(out, start, &p);
		else if (c >= ' ' && c != 0x7f)
			strbuf_addch(out, c);
	}
	strbuf_release(&clean);
	while (out->len > start && isspace((unsigned char)out->buf[out->len - 1]))
		strbuf_setlen(out, out->len - 1);
	size_t skip = start;
	while (skip < out->len && isspace((unsigned char)out->buf[skip]))
		skip++;
	strbuf_splice(out, start, skip - start, "", 0);
}

/* Whether add_text() would leave it as it is: so are nearly all texts, and all that come from the database.
 */
static bool is_clean(const char *s, size_t len, bool lines)
{
	bool ascii = true;

	if (!len || isspace((unsigned char)s[0]) || isspace((unsigned char)s[len - 1]))
		return false;
	for (const char *p = s; *p; p++) {
		unsigned char c = (unsigned char)*p;

		if (c == 0x7f || (c < ' ' && !(lines && (c == '\n' || c == '\t'))) || c == 0xEF)
			return false;
		ascii &= c < 0x80;
	}
	return ascii || utf8_valid(s, len);
}

/* The canonical text, or NULL when nothing is left or it is over the limit; the caller frees. */
static char *canonical(const char *s, bool lines, size_t max)
{
	struct strbuf sb = STRBUF_INIT;
	size_t len = s ? strlen(s) : 0;

	if (s && len <= max && is_clean(s, len, lines))
		return xstrndup(s, len);
	if (s)
		add_text(&sb, s, lines);
	if (sb.len > 0 && sb.len <= max)
		return strbuf_detach(&sb, NULL);
	strbuf_release(&sb);
	return NULL;
}

static char *text_dup(const char *s)
{
	return canonical(s, false, META_MAX_NAME);
}

void meta_init(struct meta *m)
{
	memset(m, 0, sizeof(*m));
}

const struct meta_names *meta_names(const struct meta *m, enum meta_field f)
{
	switch (f) {
	case MF_GENRES:
		return &m->genres;
	case MF_STUDIOS:
		return &m->studios;
	case MF_COUNTRIES:
		return &m->countries;
	case MF_TAGS:
		return &m->tags;
	default:
		BUG("field %d is no list of names", (int)f);
	}
}

const struct meta_people *meta_people(const struct meta *m, enum meta_field f)
{
	switch (f) {
	case MF_ACTORS:
		return &m->actors;
	case MF_DIRECTORS:
		return &m->directors;
	case MF_WRITERS:
		return &m->writers;
	default:
		BUG("field %d is no list of people", (int)f);
	}
}

static struct meta_names *names_of(struct meta *m, enum meta_field f)
{
	return (struct meta_names *)meta_names(m, f);
}

static struct meta_people *people_of(struct meta *m, enum meta_field f)
{
	return (struct meta_people *)meta_people(m, f);
}

static void clear_names(struct meta_names *names)
{
	for (size_t i = 0; i < names->n; i++)
		free(names->item[i]);
	free(names->item);
	*names = (struct meta_names){0};
}

static void clear_people(struct meta_people *people)
{
	for (size_t i = 0; i < people->n; i++) {
		free(people->item[i].name);
		free(people->item[i].role);
		free(people->item[i].thumb);
		free(people->item[i].tmdb_id);
	}
	free(people->item);
	*people = (struct meta_people){0};
}

static void clear_set(struct meta *m)
{
	free(m->set_name);
	free(m->set_overview);
	free(m->set_tmdb_id);
	m->set_name = m->set_overview = m->set_tmdb_id = NULL;
}

static void clear_ratings(struct meta *m)
{
	for (size_t i = 0; i < m->ratings.n; i++)
		free(m->ratings.item[i].source);
	free(m->ratings.item);
	memset(&m->ratings, 0, sizeof(m->ratings));
}

static void clear_ids(struct meta *m)
{
	for (size_t i = 0; i < m->ids.n; i++) {
		free(m->ids.item[i].type);
		free(m->ids.item[i].value);
	}
	free(m->ids.item);
	memset(&m->ids, 0, sizeof(m->ids));
}

static void clear_extra(struct meta *m)
{
	for (size_t i = 0; i < m->extra.n; i++) {
		free(m->extra.item[i].name);
		free(m->extra.item[i].value);
	}
	free(m->extra.item);
	memset(&m->extra, 0, sizeof(m->extra));
}

void meta_clear_field(struct meta *m, enum meta_field f)
{
	switch (f) {
	case MF_SET:
		clear_set(m);
		break;
	case MF_GENRES:
	case MF_STUDIOS:
	case MF_COUNTRIES:
	case MF_TAGS:
		clear_names(names_of(m, f));
		break;
	case MF_ACTORS:
	case MF_DIRECTORS:
	case MF_WRITERS:
		clear_people(people_of(m, f));
		break;
	case MF_RATINGS:
		clear_ratings(m);
		break;
	case MF_UNIQUEIDS:
		clear_ids(m);
		break;
	case MF_EXTRA:
		clear_extra(m);
		break;
	default:
		free(m->scalar[f]);
		m->scalar[f] = NULL;
	}
}

void meta_release(struct meta *m)
{
	for (int f = 0; f < MF_COUNT; f++)
		meta_clear_field(m, (enum meta_field)f);
}

void meta_copy_field(struct meta *to, const struct meta *from, enum meta_field f)
{
	if (to == from)
		return;
	meta_clear_field(to, f);
	switch (f) {
	case MF_SET:
		meta_set_collection(to, from->set_name, from->set_overview, from->set_tmdb_id);
		break;
	case MF_GENRES:
	case MF_STUDIOS:
	case MF_COUNTRIES:
	case MF_TAGS:
		for (size_t i = 0; i < meta_names(from, f)->n; i++)
			meta_add_name(to, f, meta_names(from, f)->item[i]);
		break;
	case MF_ACTORS:
	case MF_DIRECTORS:
	case MF_WRITERS: {
		const struct meta_people *people = meta_people(from, f);
		for (size_t i = 0; i < people->n; i++)
			meta_add_person(to, f, &people->item[i]);
		break;
	}
	case MF_RATINGS:
		for (size_t i = 0; i < from->ratings.n; i++)
			meta_add_rating(to, &from->ratings.item[i]);
		break;
	case MF_UNIQUEIDS:
		for (size_t i = 0; i < from->ids.n; i++)
			meta_add_id(to, from->ids.item[i].type, from->ids.item[i].value,
				from->ids.item[i].is_default);
		break;
	case MF_EXTRA:
		for (size_t i = 0; i < from->extra.n; i++)
			meta_add_extra(to, from->extra.item[i].name, from->extra.item[i].value);
		break;
	default:
		to->scalar[f] = xstrdup_or_null(from->scalar[f]);
	}
}

void meta_copy(struct meta *to, const struct meta *from)
{
	if (to == from)
		return;
	for (int f = 0; f < MF_COUNT; f++)
		meta_copy_field(to, from, (enum meta_field)f);
}

const char *meta_get(const struct meta *m, enum meta_field f)
{
	return f < MF_SCALARS ? m->scalar[f] : NULL;
}

static int check_number(const struct field *field, struct strbuf *text, struct error *err)
{
	char *end = text->buf;
	long v = -1;

	if (isdigit((unsigned char)text->buf[0]) && text->len < 18)
		v = strtol(text->buf, &end, 10);
	if (v == 0 && field->zero_is_none && !*end) {
		strbuf_clear(text);
		return 0;
	}
	if (v < field->min || v > field->max || *end)
		return error_set(err, ERR_BAD_VALUE, "%s takes a number from %ld to %ld, not '%s'",
			field->name, field->min, field->max, text->buf);
	strbuf_clear(text);
	strbuf_addf(text, "%ld", v);
	return 0;
}

/* YYYY-MM-DD, a day that there is. */
static bool is_date(const char *s)
{
	static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};

	if (strlen(s) != 10)
		return false;
	for (int i = 0; i < 10; i++)
		if (i == 4 || i == 7 ? s[i] != '-' : !isdigit((unsigned char)s[i]))
			return false;
	int year = atoi(s), month = atoi(s + 5), day = atoi(s + 8);
	if (year < 1800 || year > 2200 || month < 1 || month > 12 || day < 1)
		return false;
	bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
	return day <= days[month - 1] + (month == 2 && leap);
}

int meta_set(struct meta *m, enum meta_field f, const char *value, struct error *err)
{
	struct strbuf text = STRBUF_INIT;
	int rc = 0;

	if (f >= MF_SCALARS)
		BUG("field %d is a list", (int)f);
	if (value)
		add_text(&text, value, fields[f].kind == LINES);
	if (text.len > META_MAX_TEXT)
		rc = error_set(err, ERR_TOO_LONG, "%s is over %d bytes", fields[f].name, META_MAX_TEXT);
	else if (text.len > 0 && fields[f].kind == NUMBER)
		rc = check_number(&fields[f], &text, err);
	else if (text.len > 0 && fields[f].kind == DATE && !is_date(text.buf))
		rc = error_set(err, ERR_BAD_VALUE, "%s takes a date (YYYY-MM-DD), not '%s'", fields[f].name,
			text.buf);
	if (rc == 0) {
		free(m->scalar[f]);
		m->scalar[f] = text.len > 0 ? strbuf_detach(&text, NULL) : NULL;
	}
	strbuf_release(&text);
	return rc;
}

void meta_set_collection(struct meta *m, const char *name, const char *overview, const char *tmdb_id)
{
	char *n = text_dup(name);
	char *o = n ? canonical(overview, true, META_MAX_TEXT) : NULL;
	char *id = n ? text_dup(tmdb_id) : NULL;

	clear_set(m);
	m->set_name = n;
	m->set_overview = o;
	m->set_tmdb_id = id;
}

/* Calls 'add' for each name in 's': Kodi takes "A / B" for two. */
static void each_name(const char *s, void (*add)(void *list, char *name), void *list)
{
	char *text = text_dup(s), *at = text, *cut;

	while (at) {
		if ((cut = strstr(at, " / ")))
			*cut = '\0';
		char *name = text_dup(at);
		if (name)
			add(list, name);
		at = cut ? cut + 3 : NULL;
	}
	free(text);
}

static void add_one_name(void *list, char *name)
{
	struct meta_names *names = list;

	for (size_t i = 0; i < names->n; i++)
		if (!strcmp(names->item[i], name)) {
			free(name);
			return;
		}
	if (names->n >= META_MAX_LIST) {
		free(name);
		return;
	}
	ALLOC_GROW(names->item, names->n + 1, names->alloc);
	names->item[names->n++] = name;
}

void meta_add_name(struct meta *m, enum meta_field f, const char *name)
{
	each_name(name, add_one_name, names_of(m, f));
}

static bool same(const char *a, const char *b)
{
	return a && b ? !strcmp(a, b) : a == b;
}

static void add_one_person(struct meta_people *people, struct meta_person *p)
{
	bool there = people->n >= META_MAX_LIST;

	for (size_t i = 0; i < people->n && !there; i++)
		there = same(people->item[i].name, p->name) && same(people->item[i].role, p->role);
	if (there || !p->name) {
		free(p->name);
		free(p->role);
		free(p->thumb);
		free(p->tmdb_id);
		return;
	}
	ALLOC_GROW(people->item, people->n + 1, people->alloc);
	people->item[people->n++] = *p;
}

static void add_crew(void *list, char *name)
{
	add_one_person(list, &(struct meta_person){.name = name, .order = -1});
}

void meta_add_person(struct meta *m, enum meta_field f, const struct meta_person *p)
{
	struct meta_people *people = people_of(m, f);

	if (f != MF_ACTORS && p->name && strstr(p->name, " / ")) {
		each_name(p->name, add_crew, people);
		return;
	}
	add_one_person(people, &(struct meta_person){
				       .name = text_dup(p->name),
				       .role = text_dup(p->role),
				       .thumb = text_dup(p->thumb),
				       .tmdb_id = text_dup(p->tmdb_id),
				       .order = p->order < 0 ? -1 : p->order,
			       });
}

void meta_add_rating(struct meta *m, const struct meta_rating *r)
{
	char *source = text_dup(r->source);
	int max = r->max > 0 ? r->max : 10;
	bool wanted = source && isfinite(r->value) && r->value > 0 && r->value <= max &&
		      m->ratings.n < META_MAX_LIST;

	for (size_t i = 0; i < m->ratings.n && wanted; i++)
		wanted = strcmp(m->ratings.item[i].source, source) != 0;
	if (!wanted) {
		free(source);
		return;
	}
	ALLOC_GROW(m->ratings.item, m->ratings.n + 1, m->ratings.alloc);
	m->ratings.item[m->ratings.n++] = (struct meta_rating){
		.source = source,
		.value = r->value,
		.max = max,
		.votes = r->votes < 0 ? -1 : r->votes,
		.is_default = r->is_default,
	};
}

void meta_add_id(struct meta *m, const char *type, const char *value, bool is_default)
{
	char *t = text_dup(type), *v = text_dup(value);
	bool wanted = t && v && m->ids.n < META_MAX_LIST;

	for (char *p = t; p && *p; p++)
		*p = (char)tolower((unsigned char)*p);
	for (size_t i = 0; i < m->ids.n && wanted; i++)
		wanted = strcmp(m->ids.item[i].type, t) != 0;
	if (!wanted) {
		free(t);
		free(v);
		return;
	}
	ALLOC_GROW(m->ids.item, m->ids.n + 1, m->ids.alloc);
	m->ids.item[m->ids.n++] = (struct meta_id){t, v, is_default};
}

void meta_add_extra(struct meta *m, const char *name, const char *value)
{
	char *n = text_dup(name), *v = text_dup(value);
	size_t at = 0;

	while (n && at < m->extra.n && strcmp(m->extra.item[at].name, n) <= 0)
		at++;
	bool wanted = n && v && m->extra.n < META_MAX_LIST;
	for (size_t i = at; wanted && i > 0 && !strcmp(m->extra.item[i - 1].name, n); i--)
		wanted = strcmp(m->extra.item[i - 1].value, v) != 0;
	if (!wanted) {
		free(n);
		free(v);
		return;
	}
	ALLOC_GROW(m->extra.item, m->extra.n + 1, m->extra.alloc);
	memmove(m->extra.item + at + 1, m->extra.item + at, (m->extra.n - at) * sizeof(*m->extra.item));
	m->extra.item[at] = (struct meta_pair){n, v};
	m->extra.n++;
}

const char *meta_id(const struct meta *m, const char *type)
{
	for (size_t i = 0; i < m->ids.n; i++)
		if (!strcasecmp(m->ids.item[i].type, type))
			return m->ids.item[i].value;
	return NULL;
}

const char *meta_extra(const struct meta *m, const char *name)
{
	for (size_t i = 0; i < m->extra.n; i++)
		if (!strcmp(m->extra.item[i].name, name))
			return m->extra.item[i].value;
	return NULL;
}

bool meta_has(const struct meta *m, enum meta_field f)
{
	switch (f) {
	case MF_SET:
		return m->set_name != NULL;
	case MF_GENRES:
	case MF_STUDIOS:
	case MF_COUNTRIES:
	case MF_TAGS:
		return meta_names(m, f)->n > 0;
	case MF_ACTORS:
	case MF_DIRECTORS:
	case MF_WRITERS:
		return meta_people(m, f)->n > 0;
	case MF_RATINGS:
		return m->ratings.n > 0;
	case MF_UNIQUEIDS:
		return m->ids.n > 0;
	case MF_EXTRA:
		return m->extra.n > 0;
	default:
		return m->scalar[f] != NULL;
	}
}
