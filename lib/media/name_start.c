/* The beginning of a title: what groups, sites and lists put in front of it is stepped over. */
#include <string.h>

#include "media/name_eat.h"
#include "media/name_number.h"
#include "media/name_start.h"
#include "media/name_words.h"

/* Whether a bracket begins with an episode: "[EP05]", "[第05話]". */
static bool is_numbered(const char *inside)
{
	struct strbuf text = STRBUF_INIT;
	struct numbers n;

	strbuf_add(&text, inside, strcspn(inside, "]"));
	name_numbers(text.buf, &n);
	strbuf_release(&text);
	return n.nepisodes > 0 && n.at_episode.from == 0;
}

/* Whether a bracket holds a number or release words, and so stands behind the title. */
static bool is_detail(const struct scan *s, size_t open)
{
	size_t i = 0;

	if (is_numbered(s->low.buf + open + 1))
		return true;

	while (i < s->nwords && s->words[i].at <= open)
		i++;
	return i == s->nwords || s->words[i].classes == W_TAG || scan_digits(s, &s->words[i]) > 0;
}

/* "(1)", "(1/12)", "(Hi10)", "(site.com)" in front of a title: a list's number, a release word, an address.
 */
static bool is_foreign(const struct scan *s, size_t open)
{
	const char *inside = s->low.buf + open + 1;
	size_t len = strcspn(inside, ")"), digits = strspn(inside, "0123456789"), i = 0;

	if (!inside[len])
		return false;
	if (digits > 0 && (digits == len ? digits < 3 : inside[digits] == '/'))
		return true;
	while (i < s->nwords && s->words[i].at <= open)
		i++;
	if (i < s->nwords && s->words[i].classes == W_TAG)
		return true;
	return memchr(inside, '.', len) && !memchr(inside, ' ', len);
}

/* The bracket that begins at 'from' - 1 holds the title: its words are cut off where they are. */
static void start_inside(struct scan *s, size_t from)
{
	s->start = from;
	scan_cut(s, from + strcspn(s->low.buf + from, "]"));
	for (size_t i = 0; i < s->nwords; i++) {
		if (s->words[i].at < s->start || s->words[i].at >= s->end)
			continue;
		s->words[i].from = s->words[i].at;
		s->words[i].open = '\0';
	}
}

/* Behind the address that begins with "www." at 'at': "www.site.org", "www.site.co.uk". */
static size_t skip_site(const char *low, size_t at)
{
	static const char *const ends[] = {"com", "org", "net", "info", "biz", "tv", "cc", "co", "me", "io",
		"to", "ru", "pl", "ws", "in", "de", "fr", "es", "it", "eu", NULL};
	size_t end = at + 4;

	end += strcspn(low + end, " ._[]()");
	while (low[end] == '.') {
		const char *label = low + end + 1, *behind = label;
		size_t len = strcspn(label, " ._[]()");
		bool closed = eat_word(&behind, ends) && behind == label + len;
		end += 1 + len;
		if (closed && low[end] == '.' && strcspn(low + end + 1, " ._]-") == 2 &&
			!strchr("._", low[end + 3]))
			end += 3;
		if (closed)
			break;
	}
	return end;
}

/* An address in front, "site.com - ", "site.com_", "www.site.com", "From [ www.site.com ]", also behind a
 * name in Chinese that it is glued to. */
static size_t skip_front_site(const char *low, size_t at)
{
	static const char *const ends[] = {".com", ".org", ".net"};
	size_t glued = at, len = strcspn(low + at, " _");

	if (!strncmp(low + at, "from [", 6))
		return at + 5;
	for (size_t i = 0; i < 3 && len > 5 && (low[at + len] == '_' || !strncmp(low + at + len, " - ", 3));
		i++)
		if (!strncmp(low + at + len - 4, ends[i], 4))
			return at + len;

	while ((unsigned char)low[glued] >= 0x80)
		glued++;
	return strncmp(low + glued, "www.", 4) ? at : skip_site(low, glued);
}

/* "★01月新番[Title]": when it was broadcast, not what. */
static size_t skip_broadcast(const char *low, size_t at)
{
	const char *word = strstr(low + at, "月新番");

	return word && word <= low + at + 2 ? (size_t)(word - low) + strlen("月新番") : at;
}

/* "01. ", "007 - " in front of a film: its place in a list. */
static size_t skip_place(const char *low, size_t at)
{
	const char *p = low + at;

	if (*p != '0' || eat_number(&p, 2, 3) < 0)
		return at;
	if (!strncmp(p, ". ", 2) || !strncmp(p, ") ", 2) || !strncmp(p, " - ", 3))
		return (size_t)(p - low);
	return at;
}

/* Words that English joins to the next one: no group is called so. */
static bool joins_next(const char *low, size_t len)
{
	static const char *const words[] = {"anti", "ant", "co", "ex", "iron", "mid", "non", "post", "pre",
		"self", "semi", "spider", "super", "three", "two", "un", "wall"};

	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
		if (strlen(words[i]) == len && !strncmp(low, words[i], len))
			return true;
	return false;
}

/* Whether what stands between a group in front and release words or an episode's numbers is a title with
 * dots: "the.title.2010.x264", "title.s01e02". */
static bool is_dotted_title(const struct scan *s, size_t title)
{
	const char *low = s->low.buf;
	struct span marker;
	size_t i = 0, end = s->low.len;

	while (i < s->nwords && s->words[i].classes != W_TAG)
		i++;
	if (i < s->nwords)
		end = s->words[i].at - 1;
	if (name_marker(low, &marker) && marker.from < end)
		end = marker.from;
	else if (i == s->nwords)
		return false;
	return end > title && !memchr(low + title, '-', end - title) && memchr(low + title, '.', end - title);
}

/*
 * "grp-the.title.2010.x264": the scene's files have their group in front, all in lower case with dots. Only
 * when no group stands at the end, and release words or numbers say that it is a release.
 */
static size_t skip_scene_group(const struct scan *s, size_t at)
{
	const char *low = s->low.buf;
	const struct word *last;
	size_t len = strcspn(low + at, "-._ "), title = at + len + 1;

	if (s->nwords < 2 || len < 2 || low[at + len] != '-' || memchr(low, ' ', s->low.len) ||
		joins_next(low + at, len) || memcmp(low, s->text.buf, s->low.len) != 0 ||
		!is_dotted_title(s, title))
		return at;
	last = &s->words[s->nwords - 1];
	return low[last->at - 1] == '-' && !(last->classes & W_TAG) ? at : title;
}

/* "site.org", " www.site.com " */
static bool is_site(const char *s, size_t len)
{
	const char *dot = memchr(s, '.', len);

	return dot && dot > s && dot[1] != ' ' && dot < s + len - 1;
}

/* Whether a bracket holds a whole name, "[ Title.S01E02.720p-GRP ]", as in what is posted to Usenet. */
static bool holds_name(const char *inside, size_t len)
{
	struct strbuf text = STRBUF_INIT;
	struct span marker;
	bool yes;

	strbuf_add(&text, inside, len);
	strbuf_trim(&text);
	yes = name_marker(text.buf, &marker) && marker.from > 1;
	strbuf_release(&text);
	return yes;
}

void start_find(struct scan *s)
{
	const char *low = s->low.buf;
	size_t at = scan_skip_gap(s, 0), close, inside = 0;
	bool details = false;

	at = scan_skip_gap(s, skip_front_site(low, at));
	for (; low[at] && strchr("[{", low[at]) && low[close = at + strcspn(low + at, "]}")];
		at = scan_skip_gap(s, close + 1)) {
		if (holds_name(low + at + 1, close - at - 1)) {
			start_inside(s, at + 1);
			return;
		}
		s->group |= low[at] == '[' && !is_site(low + at + 1, close - at - 1) &&
			    !is_numbered(low + at + 1);
		details |= inside > 0 && is_detail(s, at);
		if (!details && low[at] == '[')
			inside = at + 1;
		close = skip_broadcast(low, scan_skip_gap(s, close + 1)) - 1;
	}
	if (inside > 0 && (!low[at] || strchr("({[", low[at]))) {
		start_inside(s, inside);
		return;
	}
	if (low[at] == '(' && is_foreign(s, at))
		at = scan_skip_gap(s, at + strcspn(low + at, ")") + 1);
	at = scan_skip_gap(s, skip_place(low, at));
	s->start = skip_scene_group(s, at);
}
