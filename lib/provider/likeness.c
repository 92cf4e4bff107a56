/* Titles, folded and compared; see likeness.h. */
#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/alloc.h"
#include "media/name.h"
#include "provider/likeness.h"

void form_release(struct form *f)
{
	strbuf_release(&f->text);
	strbuf_release(&f->numbers);
	strbuf_release(&f->head);
}

/* "ii" to "ix" as a number; what could be a word ("v", "x") is one. */
static const char *as_number(const char *word)
{
	static const char *const roman[] = {"ii", "iii", "iv", "vi", "vii", "viii", "ix"};
	static const char *const number[] = {"2", "3", "4", "6", "7", "8", "9"};
	size_t i;

	for (i = 0; i < sizeof(roman) / sizeof(*roman); i++)
		if (!strcmp(word, roman[i]))
			return number[i];
	return word;
}

static bool is_and(const char *word)
{
	static const char *const words[] = {"and", "und", "et"};
	size_t i;

	for (i = 0; i < sizeof(words) / sizeof(*words); i++)
		if (!strcmp(word, words[i]))
			return true;
	return false;
}

/* Appends the words of a title, and those of them that are numbers. */
static void add_words(struct strbuf *text, struct strbuf *numbers, const char *title)
{
	struct strbuf key = STRBUF_INIT;
	char *save = NULL, *word;

	name_sort_key(&key, title, NULL);
	for (word = strtok_r(key.buf, " ", &save); word; word = strtok_r(NULL, " ", &save)) {
		const char *w = text->len ? as_number(word) : word;

		if (text->len && is_and(w))
			continue;
		if (text->len)
			strbuf_addch(text, ' ');
		strbuf_addstr(text, w);
		if (isdigit((unsigned char)*w))
			strbuf_addf(numbers, "%s ", w);
	}
	strbuf_release(&key);
}

/* Where a subtitle begins; NULL: there is none. */
static const char *subtitle_of(const char *title)
{
	static const char *const signs[] = {": ", " - ", " – ", " or (", " ("};
	const char *first = NULL;
	size_t i;

	for (i = 0; i < sizeof(signs) / sizeof(*signs); i++) {
		const char *p = strstr(title, signs[i]);

		if (p && (!first || p < first))
			first = p;
	}
	return first;
}

void form_make(struct form *f, const char *title)
{
	const char *subtitle = subtitle_of(title);
	struct strbuf front = STRBUF_INIT, numbers = STRBUF_INIT;

	add_words(&f->text, &f->numbers, title);
	if (subtitle) {
		strbuf_add(&front, title, (size_t)(subtitle - title));
		add_words(&f->head, &numbers, front.buf);
	}
	strbuf_release(&front);
	strbuf_release(&numbers);
}

/* How many pairs of neighbouring bytes a has in common with b; the last byte and the end are one, too. */
static size_t shared_pairs(const struct strbuf *a, const struct strbuf *b)
{
	bool *taken = xcalloc(b->len + 1, sizeof(*taken));
	size_t i, k, n = 0;

	for (i = 0; i < a->len; i++)
		for (k = 0; k < b->len; k++)
			if (!taken[k] && a->buf[i] == b->buf[k] && a->buf[i + 1] == b->buf[k + 1]) {
				taken[k] = true;
				n++;
				break;
			}
	free(taken);
	return n;
}

/* Whether they differ in how words are written apart: "WALLE", "WALL·E". */
static bool same_letters(const char *a, const char *b)
{
	for (;; a++, b++) {
		a += *a == ' ';
		b += *b == ' ';
		if (*a != *b)
			return false;
		if (!*a)
			return true;
	}
}

/* Whether one is the other without its subtitle: "Birdman", "Birdman or (The Unexpected Virtue of
 * Ignorance)". */
static bool is_head(const struct form *a, const struct form *b)
{
	return a->head.len && !strcmp(a->head.buf, b->text.buf);
}

#define COMPARED 200 /* bytes of a title */
/* How far titles agree that are not the same. */
#define CERTAIN 0.97
#define SLIP 0.92 /* of the pen, from here; below it are words that only look alike */
#define WITHOUT_SUBTITLE 0.88
#define UNLIKE 0.8
#define OTHER_NUMBER 0.5

double form_likeness(const struct form *a, const struct form *b)
{
	double pairs, alike;

	if (!a->text.len || !b->text.len)
		return 0;
	if (!strcmp(a->text.buf, b->text.buf))
		return 1;
	if (a->text.len > COMPARED || b->text.len > COMPARED)
		return 0;
	if (same_letters(a->text.buf, b->text.buf))
		return CERTAIN;
	pairs = (double)shared_pairs(&a->text, &b->text);
	alike = 2 * pairs / (double)(a->text.len + b->text.len);
	if (strcmp(a->numbers.buf, b->numbers.buf) != 0)
		return fmin(alike, OTHER_NUMBER);
	if (is_head(a, b) || is_head(b, a))
		return fmax(fmin(alike, CERTAIN), WITHOUT_SUBTITLE);
	return alike < SLIP ? fmin(alike, UNLIKE) : fmin(alike, CERTAIN);
}
