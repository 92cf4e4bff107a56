/* Components to words: brackets and wide digits of East Asia made ours, words classed, brackets known. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "media/name_scan.h"
#include "media/name_words.h"

#define SEPARATORS " ._-()[]{}<>,;:+~|=/\\#"

#define SIGN_NONE '\x7f' /* what nobody sees falls away */

/* East Asian brackets, which groups use, wide digits and long dashes become ours: what the three bytes at s
 * are, or NUL. */
static char plain_sign(const char *s)
{
	static const struct {
		const char *from;
		char to;
	} signs[] = {{"【", '['}, {"】", ']'}, {"「", '['}, {"」", ']'}, {"（", '('}, {"）", ')'}, {"★", ' '},
		{"　", ' '}, {"–", '-'}, {"\u200b", SIGN_NONE}, {"\u200e", SIGN_NONE}, {"\ufeff", SIGN_NONE}};
	unsigned char last;

	if ((unsigned char)*s < 0x80)
		return '\0';
	for (size_t i = 0; i < sizeof(signs) / sizeof(*signs); i++)
		if (!strncmp(s, signs[i].from, 3))
			return signs[i].to;
	if (strncmp(s, "\xef\xbc", 2))
		return '\0';
	last = (unsigned char)s[2];
	return last >= 0x90 && last <= 0x99 ? (char)('0' + last - 0x90) : '\0';
}

static void normalise(struct strbuf *text, const char *name, size_t len)
{
	struct strbuf clean = STRBUF_INIT;

	strbuf_add_utf8(&clean, name, len < SCAN_MAX_BYTES ? len : SCAN_MAX_BYTES);
	for (size_t i = 0; i < clean.len; i++) {
		char c = plain_sign(clean.buf + i);
		if (c != SIGN_NONE)
			strbuf_addch(text, c ? c : clean.buf[i]);
		i += c ? 2 : 0;
	}
	strbuf_release(&clean);
}

/* "12.720p", "3.dvdrip": a number that has nothing to do with the word behind it; as in "1.4gb", "5.1ch" and
 * "2 cd" it has. */
static bool is_count(const struct scan *s, const struct word *a, const struct word *b)
{
	const char *unit = s->low.buf + b->at, last = unit[b->len - 1];

	if (!scan_is_number(s, a))
		return false;
	if (b->classes & W_TAG)
		return !(*unit <= '9' && strchr("bh", last)) && !scan_is(s, b, "cd") && !scan_is(s, b, "dvd");
	return a->len > 2 || scan_is_number(s, b) || strchr("pi", last);
}

/* "web-dl", "blu-ray", "h.264" are tags of two words; not "limited.dvdrip", which has its tag. */
static void class_pairs(struct scan *s)
{
	char pair[17] = "";

	for (size_t i = 0; i + 1 < s->nwords; i++) {
		struct word *a = &s->words[i], *b = &s->words[i + 1];
		if (b->at != a->at + a->len + 1 || a->len + b->len >= sizeof(pair) ||
			a->classes & (W_TAG | W_JOINED) || (a->classes && b->classes & W_TAG) ||
			is_count(s, a, b))
			continue;
		memcpy(pair, s->low.buf + a->at, a->len);
		memcpy(pair + a->len, s->low.buf + b->at, b->len);
		pair[a->len + b->len] = '\0';
		if (name_word_class(pair, a->len + b->len) == W_TAG)
			a->classes = b->classes = W_TAG;
	}
}

static void split_words(struct scan *s)
{
	const char *low = s->low.buf;
	size_t open_at = 0;
	char open = '\0';

	for (size_t i = 0; i < s->low.len && s->nwords < SCAN_MAX_WORDS;) {
		size_t n = strcspn(low + i, SEPARATORS);
		if (n > 0) {
			s->words[s->nwords++] = (struct word){.at = i,
				.len = n,
				.from = open ? open_at : i,
				.classes = name_word_class(low + i, n),
				.open = open};
			i += n;
		} else {
			if (strchr("([{", low[i]) && !open) {
				open = low[i];
				open_at = i;
			} else if (open && low[i] == (open == '(' ? ')' : open == '[' ? ']' : '}')) {
				open = '\0';
			}
			i++;
		}
	}
	class_pairs(s);
}

void scan_init(struct scan *s, const char *name, size_t len)
{
	strbuf_init(&s->text);
	strbuf_init(&s->low);
	normalise(&s->text, name, len);
	strbuf_addbuf(&s->low, &s->text);
	for (size_t i = 0; i < s->low.len; i++)
		if (s->low.buf[i] >= 'A' && s->low.buf[i] <= 'Z')
			s->low.buf[i] |= 32;
	s->nwords = s->start = 0;
	s->end = s->low.len;
	s->group = s->tag_ends = s->year_ends = false;
	split_words(s);
}

void scan_release(struct scan *s)
{
	strbuf_release(&s->text);
	strbuf_release(&s->low);
}

bool scan_is(const struct scan *s, const struct word *w, const char *text)
{
	return strlen(text) == w->len && !memcmp(s->low.buf + w->at, text, w->len);
}

bool scan_is_article(const struct scan *s, const struct word *w)
{
	static const char *const articles[] = {"the", "a", "an", "der", "die", "das", "le", "la"};

	for (size_t i = 0; i < sizeof(articles) / sizeof(*articles); i++)
		if (scan_is(s, w, articles[i]))
			return true;
	return false;
}

bool scan_is_number(const struct scan *s, const struct word *w)
{
	return strspn(s->low.buf + w->at, "0123456789") == w->len;
}

int scan_number(const struct scan *s, const struct word *w)
{
	return w->len <= 6 && scan_is_number(s, w) ? atoi(s->low.buf + w->at) : -1;
}

size_t scan_digits(const struct scan *s, const struct word *w)
{
	const char *p = s->low.buf + w->at;
	size_t n = strspn(p, "0123456789"), rest = w->len - n;

	if (rest == 0 || (rest == 2 && p[n] == 'v'))
		return n;
	if (rest == 1 && n > 1 && p[n] >= 'a' && p[n] <= 'c')
		return n;
	return rest == 3 && (unsigned char)p[n] >= 0xe3 ? n : 0;
}

static int next_year(void)
{
	static const int64_t seconds = 31556952;

	return 1970 + (int)(time(NULL) / seconds) + 1;
}

bool scan_is_year(const struct scan *s, const struct word *w)
{
	int v = w->len == 4 ? scan_number(s, w) : -1;
	const char *behind = s->low.buf + w->at + w->len;

	if (v < 0 || (behind[0] == '-' && strspn(behind + 1, "0123456789") == 2 && behind[3] == '-'))
		return false; /* 2013-12-09 */
	return w->open ? v >= 1870 && v < 2100 : v >= 1900 && v <= next_year();
}

size_t scan_skip_gap(const struct scan *s, size_t at)
{
	return at + strspn(s->low.buf + at, " ._-");
}

void scan_cut(struct scan *s, size_t at)
{
	if (at < s->end)
		s->end = at;
}

bool scan_has_text(const struct scan *s, size_t from, size_t to)
{
	for (size_t i = 0; i < s->nwords; i++)
		if (s->words[i].at >= from && s->words[i].at < to)
			return true;
	return false;
}
