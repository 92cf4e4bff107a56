/*
 * The fields: their names, and the one canonical form that their values have.
 */
#include "media/meta_value.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "core/alloc.h"

enum kind { TEXT, LINES, NUMBER, DATE, LIST };

static const struct field {
	const char *name, *other; /* the database's word; the singular, or another that people say */
	enum kind kind;
	long min, max; /* numbers */
	bool zero_is_none;
} fields[MF_COUNT] = {
	[MF_TITLE] = {"title", "name", TEXT, 0, 0, false},
	[MF_ORIGINAL_TITLE] = {"original_title", "originaltitle", TEXT, 0, 0, false},
	[MF_SORT_TITLE] = {"sort_title", "sorttitle", TEXT, 0, 0, false},
	[MF_YEAR] = {"year", NULL, NUMBER, 1800, 2200, true},
	[MF_PLOT] = {"plot", "overview", LINES, 0, 0, false},
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

char *meta_canonical(const char *s, bool lines, size_t max)
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
