/* Tables for people; see table.h. */
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <utf8proc.h>

#include "core/alloc.h"
#include "core/strbuf.h"
#include "core/table.h"

#define GAP 2	     /* blanks between columns */
#define SMALLEST 8   /* columns that the one that gives way keeps */
#define ELLIPSIS "…" /* one column */

struct column {
	enum table_align align;
	size_t width; /* of its widest cell */
};

struct table {
	struct column *column;
	size_t columns;
	long gives; /* -1: none */
	char **cell;
	size_t n, alloc;
};

size_t terminal_width(int fd)
{
	struct winsize size;

	return ioctl(fd, TIOCGWINSZ, &size) == 0 ? size.ws_col : 0;
}

/* The columns of the character at s, and its bytes in *len; what is no character counts as a byte. */
static size_t next_width(const char *s, size_t left, size_t *len)
{
	utf8proc_int32_t c;
	utf8proc_ssize_t n = utf8proc_iterate((const utf8proc_uint8_t *)s, (utf8proc_ssize_t)left, &c);

	*len = n > 0 ? (size_t)n : 1;
	return n > 0 ? (size_t)utf8proc_charwidth(c) : 1;
}

size_t text_width(const char *s, size_t len)
{
	size_t i, n, width = 0;

	for (i = 0; i < len; i += n)
		width += next_width(s + i, len - i, &n);
	return width;
}

struct table *table_new(const char *const heads[])
{
	struct table *t = xcalloc(1, sizeof(*t));
	size_t i;

	while (heads[t->columns])
		t->columns++;
	t->column = xcalloc(t->columns, sizeof(*t->column));
	t->gives = -1;
	for (i = 0; i < t->columns; i++)
		table_add(t, heads[i]);
	return t;
}

void table_free(struct table *t)
{
	size_t i;

	if (!t)
		return;
	for (i = 0; i < t->n; i++)
		free(t->cell[i]);
	free(t->cell);
	free(t->column);
	free(t);
}

void table_align(struct table *t, size_t column, enum table_align align)
{
	t->column[column].align = align;
}

void table_gives(struct table *t, size_t column)
{
	t->gives = (long)column;
}

void table_add(struct table *t, const char *cell)
{
	struct column *c = &t->column[t->n % t->columns];
	struct strbuf text = STRBUF_INIT;
	size_t width;

	if (cell)
		strbuf_add_escaped(&text, cell, strlen(cell));
	width = text_width(text.buf, text.len);
	if (width > c->width)
		c->width = width;
	ALLOC_GROW(t->cell, t->n + 1, t->alloc);
	t->cell[t->n++] = strbuf_detach(&text, NULL);
}

/* How wide the column that gives way may be. */
static size_t room(const struct table *t, size_t width)
{
	size_t i, others = (t->columns - 1) * GAP, wanted = t->column[t->gives].width;

	for (i = 0; i < t->columns; i++)
		if ((long)i != t->gives)
			others += t->column[i].width;
	if (!width || others + wanted <= width)
		return wanted;
	return others + SMALLEST < width ? width - others : wanted < SMALLEST ? wanted : SMALLEST;
}

/* Appends the cell cut to 'room' columns. */
static void add_cut(struct strbuf *line, const char *cell, size_t limit)
{
	size_t i, n, width = 0, len = strlen(cell);

	for (i = 0; i < len; i += n) {
		size_t w = next_width(cell + i, len - i, &n);

		if (width + w > limit - 1)
			break;
		width += w;
	}
	strbuf_add(line, cell, i);
	strbuf_addstr(line, ELLIPSIS);
}

static void pad(struct strbuf *line, size_t n)
{
	while (n--)
		strbuf_addch(line, ' ');
}

static void add_cell(struct strbuf *line, const char *cell, size_t width, enum table_align align)
{
	size_t have = text_width(cell, strlen(cell));

	if (align == TABLE_RIGHT && have < width)
		pad(line, width - have);
	if (have > width)
		add_cut(line, cell, width);
	else
		strbuf_addstr(line, cell);
	if (align == TABLE_LEFT && have < width)
		pad(line, width - have);
}

void table_format(const struct table *t, size_t width, struct strbuf *out)
{
	size_t i, given = t->gives >= 0 ? room(t, width) : 0;

	for (i = 0; i < t->n; i++) {
		size_t at = i % t->columns;
		const struct column *c = &t->column[at];

		add_cell(out, t->cell[i], (long)at == t->gives ? given : c->width, c->align);
		if (at < t->columns - 1) {
			pad(out, GAP);
			continue;
		}
		while (out->len && out->buf[out->len - 1] == ' ')
			strbuf_setlen(out, out->len - 1);
		strbuf_addch(out, '\n');
	}
}
