/* Titles folded for sorting and search: libutf8proc's compatibility decomposition, case folding, marks
 * stripped. */
#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

#include "core/strbuf.h"
#include "media/name.h"

/* Folded text, or the plain bytes where the text is no UTF-8. */
static void fold(struct strbuf *out, const char *text)
{
	utf8proc_uint8_t *folded = NULL;
	utf8proc_option_t options = UTF8PROC_DECOMPOSE | UTF8PROC_COMPAT | UTF8PROC_CASEFOLD |
				    UTF8PROC_STRIPMARK | UTF8PROC_IGNORE | UTF8PROC_STRIPCC | UTF8PROC_STABLE;
	utf8proc_ssize_t len = utf8proc_map(
		(const utf8proc_uint8_t *)text, (utf8proc_ssize_t)strlen(text), &folded, options);

	if (len >= 0)
		strbuf_add(out, folded, (size_t)len);
	else
		strbuf_add_utf8(out, text, strlen(text));
	free(folded);
}

/* Letters that have no decomposition and still are variants of others to a reader. */
static const char *plain(utf8proc_int32_t c)
{
	switch (c) {
	case 0xe6:
		return "ae";
	case 0xf0:
		return "d";
	case 0xf8:
		return "o";
	case 0xfe:
		return "th";
	case 0x111:
		return "d";
	case 0x131:
		return "i";
	case 0x142:
		return "l";
	case 0x153:
		return "oe";
	default:
		return NULL;
	}
}

static bool is_word(utf8proc_int32_t c)
{
	utf8proc_category_t cat = utf8proc_category(c);

	return cat >= UTF8PROC_CATEGORY_LU && cat <= UTF8PROC_CATEGORY_NO;
}

/* Apostrophes join ("don't": "dont"), everything else that is no letter or digit divides. */
static bool is_joiner(utf8proc_int32_t c)
{
	return c == '\'' || c == 0x2019 || c == 0x2018 || c == 0x2bc || c == '`';
}

void name_fold_words(struct strbuf *out, const char *text)
{
	struct strbuf folded = STRBUF_INIT;
	size_t start = out->len, n;
	utf8proc_int32_t c;
	bool gap = false;

	fold(&folded, text);
	for (size_t i = 0; i < folded.len; i += n) {
		utf8proc_ssize_t got = utf8proc_iterate(
			(const utf8proc_uint8_t *)folded.buf + i, (utf8proc_ssize_t)(folded.len - i), &c);
		n = got > 0 ? (size_t)got : 1;
		if (got <= 0 || !is_word(c)) {
			gap |= !is_joiner(c);
			continue;
		}
		if (gap && out->len > start)
			strbuf_addch(out, ' ');
		gap = false;
		if (plain(c))
			strbuf_addstr(out, plain(c));
		else
			strbuf_add(out, folded.buf + i, n);
	}
	strbuf_release(&folded);
}

/* Articles by language; those of "" are articles in a title of any: no film in English is called "Der …". */
static bool is_article(const char *word, const char *language)
{
	static const struct {
		char language[3], article[5];
	} articles[] = {{"", "the"}, {"", "a"}, {"", "an"}, {"", "der"}, {"", "das"}, {"", "le"}, {"", "les"},
		{"", "el"}, {"", "il"}, {"", "gli"}, {"", "het"}, {"de", "die"}, {"de", "ein"},
		{"de", "eine"}, {"fr", "la"}, {"fr", "un"}, {"fr", "une"}, {"es", "la"}, {"es", "los"},
		{"es", "las"}, {"es", "un"}, {"es", "una"}, {"it", "la"}, {"it", "lo"}, {"it", "i"},
		{"it", "un"}, {"it", "una"}, {"nl", "de"}, {"nl", "een"}, {"pt", "o"}, {"pt", "os"},
		{"pt", "as"}};

	for (size_t i = 0; i < sizeof(articles) / sizeof(*articles); i++)
		if (!strcmp(word, articles[i].article) &&
			(!*articles[i].language || (language && !strcmp(language, articles[i].language))))
			return true;
	return false;
}

/* Behind the article, if there is one and something follows it; "A.I. Artificial Intelligence" has none. */
static const char *skip_article(const char *title, const char *language)
{
	struct strbuf first = STRBUF_INIT, word = STRBUF_INIT;
	size_t len = strcspn(title, " ");
	const char *rest = title + len + strspn(title + len, " ");

	if ((title[0] == 'L' || title[0] == 'l') && (title[1] == '\'' || !strncmp(title + 1, "’", 3)))
		return title + (title[1] == '\'' ? 2 : 4);
	strbuf_add(&first, title, len);
	name_fold_words(&word, first.buf);
	if (!*rest || !is_article(word.buf, language))
		rest = title;
	strbuf_release(&first);
	strbuf_release(&word);
	return rest;
}

void name_sort_key(struct strbuf *out, const char *title, const char *language)
{
	size_t start = out->len;

	name_fold_words(out, skip_article(title, language));
	if (out->len == start) /* signs alone: they are the key */
		fold(out, title);
}
