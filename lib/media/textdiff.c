/*
 * A unified diff, by Myers' greedy algorithm ("An O(ND) Difference Algorithm and Its Variations", 1986)
 * between the lines that the two texts do not have in common at their ends; see textdiff.h.
 */
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "core/alloc.h"
#include "media/textdiff.h"

#define CONTEXT 3
#define MAX_EDITS 2000 /* lines; its square is the memory that the way back takes, in ints */

struct line {
	const char *text;
	size_t len; /* with its LF, if it has one */
};

struct side {
	struct line *line;
	size_t n, alloc;
	bool *touched; /* of each line: deleted, or inserted */
};

static void split(struct side *s, const char *text, size_t len)
{
	const char *end = text + len, *lf;

	memset(s, 0, sizeof(*s));
	for (; text < end; text = lf) {
		lf = memchr(text, '\n', (size_t)(end - text));
		lf = lf ? lf + 1 : end;
		ALLOC_GROW(s->line, s->n + 1, s->alloc);
		s->line[s->n++] = (struct line){text, (size_t)(lf - text)};
	}
	s->touched = xcalloc(s->n + 1, sizeof(*s->touched));
}

static void side_release(struct side *s)
{
	free(s->line);
	free(s->touched);
}

static bool same(const struct side *a, size_t i, const struct side *b, size_t k)
{
	return a->line[i].len == b->line[k].len && !memcmp(a->line[i].text, b->line[k].text, a->line[i].len);
}

static void touch(struct side *s, size_t from, size_t to)
{
	for (; from < to; from++)
		s->touched[from] = true;
}

/* The middle of both texts: a[from, from + n) and b[from, from + m). */
struct middle {
	struct side *a, *b;
	size_t from;
	int n, m;
	int **trace; /* furthest x for each diagonal -d … d, for each d */
};

/* How far diagonal k comes with d edits; v is the furthest of each diagonal with d - 1. */
static int furthest(const struct middle *mid, const int *v, int d, int k)
{
	int x = d == 0 ? 0 : k == -d || (k != d && v[k - 1] < v[k + 1]) ? v[k + 1] : v[k - 1] + 1;

	while (x < mid->n && x - k < mid->m &&
		same(mid->a, mid->from + (size_t)x, mid->b, mid->from + (size_t)(x - k)))
		x++;
	return x;
}

/* The number of edits, with the trace to it; -1 when there are more than MAX_EDITS. */
static int search(struct middle *mid)
{
	int *v = xcalloc(2 * MAX_EDITS + 3, sizeof(*v)), *centre = v + MAX_EDITS + 1;
	int d, k, found = -1;

	for (d = 0; d <= MAX_EDITS && found < 0; d++) {
		for (k = -d; k <= d && found < 0; k += 2) {
			centre[k] = furthest(mid, centre, d, k);
			if (centre[k] >= mid->n && centre[k] - k >= mid->m)
				found = d;
		}
		mid->trace[d] = xmemdup(centre - d, (2 * (size_t)d + 1) * sizeof(*v));
	}
	free(v);
	return found;
}

/* Marks what was deleted and inserted, from the end back. */
static void go_back(struct middle *mid, int d)
{
	int x = mid->n, y = mid->m;

	for (; d > 0; d--) {
		const int *v = mid->trace[d - 1] + (d - 1);
		int k = x - y;
		bool down = k == -d || (k != d && v[k - 1] < v[k + 1]);

		x = down ? v[k + 1] : v[k - 1];
		y = x - (down ? k + 1 : k - 1);
		if (down)
			mid->b->touched[mid->from + (size_t)y] = true;
		else
			mid->a->touched[mid->from + (size_t)x] = true;
	}
}

static void compare(struct side *a, struct side *b)
{
	struct middle mid = {a, b, 0, 0, 0, NULL};
	size_t n = a->n, m = b->n;
	int d, i;

	while (mid.from < n && mid.from < m && same(a, mid.from, b, mid.from))
		mid.from++;
	while (n > mid.from && m > mid.from && same(a, n - 1, b, m - 1)) {
		n--;
		m--;
	}
	mid.n = (int)(n - mid.from);
	mid.m = (int)(m - mid.from);
	mid.trace = xcalloc(MAX_EDITS + 1, sizeof(*mid.trace));
	d = search(&mid);
	if (d >= 0) {
		go_back(&mid, d);
	} else {
		touch(a, mid.from, n);
		touch(b, mid.from, m);
	}
	for (i = 0; i <= MAX_EDITS; i++)
		free(mid.trace[i]);
	free(mid.trace);
}

/* As git does: in quotes with escapes when a byte needs it; a tab after a bare name with a space in it, or
 * patch(1) would end the name there. */
static void add_name(struct strbuf *out, const char *prefix, const char *path)
{
	static const char special[] = "\a\b\t\n\v\f\r\"\\", letters[] = "abtnvfr\"\\";
	const unsigned char *p = (const unsigned char *)path;
	bool quote = false;

	for (; *p; p++)
		quote |= *p < 0x20 || *p >= 0x7f || *p == '"' || *p == '\\';
	if (!quote) {
		strbuf_addf(out, "%s%s%s", prefix, path, strchr(path, ' ') ? "\t" : "");
		return;
	}
	strbuf_addf(out, "\"%s", prefix);
	for (p = (const unsigned char *)path; *p; p++) {
		const char *at = strchr(special, *p);

		if (at)
			strbuf_addf(out, "\\%c", letters[at - special]);
		else if (*p < 0x20 || *p >= 0x7f)
			strbuf_addf(out, "\\%03o", *p);
		else
			strbuf_addch(out, *p);
	}
	strbuf_addch(out, '"');
}

static void add_label(struct strbuf *out, const char *mark, const char *prefix, const char *path, bool there)
{
	strbuf_addstr(out, mark);
	if (there)
		add_name(out, prefix, path);
	else
		strbuf_addstr(out, "/dev/null");
	strbuf_addch(out, '\n');
}

static void add_line(struct strbuf *out, int mark, const struct line *line)
{
	strbuf_addch(out, mark);
	strbuf_add(out, line->text, line->len);
	if (line->text[line->len - 1] != '\n')
		strbuf_addstr(out, "\n\\ No newline at end of file\n");
}

/* "12,3": where a range begins, and how long it is; of an empty one the line before it. */
static void add_range(struct strbuf *out, size_t from, size_t n)
{
	strbuf_addf(out, "%zu", n ? from + 1 : from);
	if (n != 1)
		strbuf_addf(out, ",%zu", n);
}

/* Lines i of a and k of b stand side by side; both are past the last change when their rest is the same. */
static bool at_change(const struct side *a, size_t i, const struct side *b, size_t k)
{
	return (i < a->n && a->touched[i]) || (k < b->n && b->touched[k]);
}

/* Moves over the change at (i, k), and over what follows so closely that its context would touch. */
static void hunk_end(const struct side *a, size_t *i, const struct side *b, size_t *k)
{
	size_t calm;

	do {
		for (; *i < a->n && a->touched[*i]; ++*i)
			;
		for (; *k < b->n && b->touched[*k]; ++*k)
			;
		for (calm = 0;
			calm <= 2 * CONTEXT && *i + calm < a->n && !at_change(a, *i + calm, b, *k + calm);
			calm++)
			;
		if (calm <= 2 * CONTEXT && at_change(a, *i + calm, b, *k + calm)) {
			*i += calm;
			*k += calm;
		}
	} while (at_change(a, *i, b, *k));
}

static void add_hunk(struct strbuf *out, const struct side *a, size_t i, size_t iend, const struct side *b,
	size_t k, size_t kend)
{
	strbuf_addstr(out, "@@ -");
	add_range(out, i, iend - i);
	strbuf_addstr(out, " +");
	add_range(out, k, kend - k);
	strbuf_addstr(out, " @@\n");
	while (i < iend || k < kend) {
		if (i < iend && a->touched[i])
			add_line(out, '-', &a->line[i++]);
		else if (k < kend && b->touched[k])
			add_line(out, '+', &b->line[k++]);
		else {
			add_line(out, ' ', &a->line[i++]);
			k++;
		}
	}
}

static void add_hunks(struct strbuf *out, const struct side *a, const struct side *b)
{
	size_t i = 0, k = 0, before, after, iend, kend;

	while (i < a->n || k < b->n) {
		if (!at_change(a, i, b, k)) {
			i++;
			k++;
			continue;
		}
		before = i < CONTEXT ? i : CONTEXT;
		iend = i;
		kend = k;
		hunk_end(a, &iend, b, &kend);
		after = a->n - iend < CONTEXT ? a->n - iend : CONTEXT;
		add_hunk(out, a, i - before, iend + after, b, k - before, kend + after);
		i = iend;
		k = kend;
	}
}

void textdiff(struct strbuf *out, const char *path, const char *oldtext, size_t oldlen, const char *newtext,
	size_t newlen)
{
	struct side a, b;

	if (oldtext && newtext && oldlen == newlen && !memcmp(oldtext, newtext, oldlen))
		return;
	split(&a, oldtext ? oldtext : "", oldtext ? oldlen : 0);
	split(&b, newtext ? newtext : "", newtext ? newlen : 0);
	compare(&a, &b);
	add_label(out, "--- ", "a/", path, oldtext);
	add_label(out, "+++ ", "b/", path, newtext);
	add_hunks(out, &a, &b);
	side_release(&a);
	side_release(&b);
}
