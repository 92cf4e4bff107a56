/* From a title's end backwards; see name_weak.h. */
#include <string.h>

#include "media/lang.h"
#include "media/name_weak.h"
#include "media/name_words.h"

/* "50th" */
static bool is_ordinal(const struct scan *s, const struct word *w)
{
	size_t digits = strspn(s->low.buf + w->at, "0123456789");

	return digits > 0 && digits < w->len;
}

/* "extended", "director's cut", "50th anniversary edition": how many words, ending with words[i], are an
 * edition. */
static size_t edition_words(const struct scan *s, size_t i)
{
	const struct word *w = &s->words[i];
	size_t n = 0;

	if (w->classes & W_EDITION)
		return 1;
	if (i > 0 && w->classes & W_PREFIX && scan_is(s, w - 1, "edition"))
		return 2; /* "Edition Collector" */
	if (!(w->classes & W_CUT))
		return 0;
	if (i > 1 && !w[-1].classes && w[-2].classes & W_PREFIX)
		n = 1; /* "ultimate hunter edition" */
	while (n < i && s->words[i - n - 1].classes & (W_PREFIX | W_EDITION | W_CUT))
		n++;
	if (n > 0 && n < i && scan_is(s, &s->words[i - n], "anniversary") &&
		is_ordinal(s, &s->words[i - n - 1]))
		n++;
	return n ? n + 1 : 0;
}

/* "FRENCH", "iTALiAN", "HD" behind words that are not: no title is written so. */
static bool is_shouted(const struct scan *s, const struct word *w)
{
	const char *text = s->text.buf;
	size_t capitals = 0;

	for (size_t i = w->at; i < w->at + w->len; i++)
		capitals += text[i] >= 'A' && text[i] <= 'Z';
	return capitals > 1;
}

/* Whether such words stand behind others: "Title FRENCH", "Title iTA ENG", not "TITLE FRENCH". */
static bool is_aloud(const struct scan *s, const struct word *w)
{
	if (!is_shouted(s, w))
		return false;
	while (w > s->words && w->classes & (W_WEAK | W_CODE) && is_shouted(s, w))
		w--;
	return w->at >= s->start && !is_shouted(s, w);
}

/* Words that only releases with another language than the film's have. */
static bool is_dubbed(const struct scan *s, const struct word *w)
{
	return scan_is(s, w, "dl") || scan_is(s, w, "ml") || scan_is(s, w, "dubbed") || scan_is(s, w, "ac3d");
}

static bool is_language(const struct scan *s, const struct word *w)
{
	static const char *const others[] = {"castellano", "latino", "brazilian", "flemish", "nordic"};
	char word[16] = "";

	if (!(w->classes & W_WEAK) || w->len < 5 || w->len >= sizeof(word))
		return false;
	for (size_t i = 0; i < sizeof(others) / sizeof(*others); i++)
		if (scan_is(s, w, others[i]))
			return true;
	memcpy(word, s->low.buf + w->at, w->len);
	return lang_known(word) != NULL;
}

/*
 * "Title.German.2003.DVDRip": a release's language. Not behind an English article, "The Good German", unless
 * the release was dubbed, nor when it says its language behind the year; and nobody says English.
 */
static bool is_spoken(const struct scan *s, const struct word *w)
{
	const struct word *first = s->words;
	bool dubbed = false;

	while (first < w && first->at < s->start)
		first++;
	if (!s->year_ends || scan_is(s, w, "english") || !is_language(s, w))
		return false;
	while (++w < s->words + s->nwords) {
		dubbed |= is_dubbed(s, w);
		if (is_language(s, w))
			return false;
	}
	return dubbed || !(scan_is(s, first, "the") || scan_is(s, first, "a") || scan_is(s, first, "an"));
}

/* "Title.3D.2013.HSBS": the picture's, when its layout is told behind. */
static bool is_layered(const struct scan *s, const struct word *w)
{
	static const char *const layouts[] = {
		"3d", "sbs", "hsbs", "halfsbs", "fullsbs", "ou", "hou", "halfou", "tab", "htab", "half"};

	if (!s->year_ends || !scan_is(s, w, "3d"))
		return false;
	while (++w < s->words + s->nwords)
		for (size_t i = 0; i < sizeof(layouts) / sizeof(*layouts); i++)
			if (scan_is(s, w, layouts[i]))
				return true;
	return false;
}

/* How many words, ending with words[i], are of the release; 'company' says that something of it follows. */
static size_t weak_words(const struct scan *s, size_t i, bool company)
{
	const struct word *w = &s->words[i];
	size_t n = edition_words(s, i);

	if (n)
		return n;
	if (w->classes & W_WEAK)
		return company || w->open == '(' || is_spoken(s, w) || is_layered(s, w) || is_aloud(s, w);
	if (w->classes & W_CODE && company && is_aloud(s, w))
		return 1;
	if (w->classes & W_NET && company && i + 1 < s->nwords)
		return !strncmp(s->low.buf + w[1].at, "web", 3);
	return company && w->classes & W_EDITION;
}

void weak_cut(struct scan *s)
{
	size_t first = 0, i, n, keep;

	while (first < s->nwords && s->words[first].at < s->start)
		first++;
	for (i = first; i < s->nwords && s->words[i].from < s->end;)
		i++;
	for (keep = i; keep > first + 1; keep -= n) {
		n = weak_words(s, keep - 1, s->tag_ends || keep < i);
		if (!n || n >= keep - first)
			break;
	}
	if (keep < i && keep > first + 1 && s->words[keep].classes & (W_PREFIX | W_EDITION) &&
		scan_is(s, &s->words[keep - 1], "the")) /* "Title The Final Cut" */
		keep--;
	if (keep < i && keep > first && !(keep == first + 1 && scan_is_article(s, &s->words[first])))
		scan_cut(s, s->words[keep].from);
}

void weak_edition(const struct scan *s, struct strbuf *out)
{
	for (size_t i = s->nwords, n; i > 0 && s->words[i - 1].from >= s->end; i -= n ? n : 1) {
		n = edition_words(s, i - 1);
		for (size_t k = 1; k <= n; k++) {
			const struct word *w = &s->words[i - k];
			if (out->len)
				strbuf_splice(out, 0, 0, " ", 1);
			strbuf_splice(out, 0, 0, s->text.buf + w->at, w->len);
		}
	}
}
