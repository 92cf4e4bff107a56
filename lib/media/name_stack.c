/* Parts and versions, by the names of the files of one folder alone. */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "core/alloc.h"
#include "media/filekind.h"
#include "media/name_stack.h"

static bool is_gap(char c)
{
	return c && strchr(" ._-", c);
}

static bool is_alnum(char c)
{
	return (c >= '0' && c <= '9') || ((c | 32) >= 'a' && (c | 32) <= 'z') || (unsigned char)c >= 0x80;
}

/* "cd1", "part 2", "disc_b", "cd1of2" at s: the part, and its length in *len; 0: none. */
static int part_word(const char *s, size_t *len)
{
	static const char *const words[] = {"cd", "dvd", "part", "pt", "disc", "disk"};
	const char *p = NULL;
	size_t digits;
	int part = 0;

	for (size_t i = 0; i < sizeof(words) / sizeof(*words) && !p; i++)
		if (!strncasecmp(s, words[i], strlen(words[i])))
			p = s + strlen(words[i]);
	if (!p)
		return 0;
	p += is_gap(*p);
	digits = strspn(p, "0123456789");
	if (digits == 1 || digits == 2)
		part = atoi(p);
	else if (!digits && (*p | 32) >= 'a' && (*p | 32) <= 'd')
		part = (*p | 32) - 'a' + 1;
	p += part && !digits ? 1 : digits;
	if (digits && !strncasecmp(p, "of", 2))
		p += 2 + strspn(p + 2, "0123456789");
	*len = (size_t)(p - s);
	return is_alnum(*p) ? 0 : part;
}

int name_stack_part(const char *file, struct strbuf *stem, struct strbuf *rest)
{
	const char *ext = file_kind(file) == FILE_UNKNOWN ? "" : file_ext(file); /* "Film.cd1" has none */
	size_t end = *ext ? (size_t)(ext - 1 - file) : strlen(file), at = 0, len = 0, gap;
	int part = 0;

	while (!part && ++at < end)
		if (is_gap(file[at - 1]) || strchr("([", file[at - 1]))
			part = part_word(file + at, &len);
	if (!part || at + len > end)
		return 0;
	for (gap = at; gap > 0 && (is_gap(file[gap - 1]) || strchr("([", file[gap - 1]));)
		gap--;
	if (gap == 0)
		return 0;
	len += file[at + len] == ')' || file[at + len] == ']';
	if (stem)
		strbuf_add(stem, file, gap);
	if (rest)
		strbuf_add(rest, file + at + len, end - at - len);
	return part;
}

struct part {
	struct strbuf stem, rest;
	const char *ext;
	int number; /* 0: no part */
	size_t index;
};

static int by_stack(const void *a, const void *b)
{
	const struct part *x = a, *y = b;
	int order = strcasecmp(x->stem.buf, y->stem.buf);

	if (!order)
		order = strcasecmp(x->rest.buf, y->rest.buf);
	if (!order)
		order = strcasecmp(x->ext, y->ext);
	return order ? order : (x->number > y->number) - (x->number < y->number);
}

static bool same_stack(const struct part *a, const struct part *b)
{
	return !strcasecmp(a->stem.buf, b->stem.buf) && !strcasecmp(a->rest.buf, b->rest.buf) &&
	       !strcasecmp(a->ext, b->ext);
}

void name_stack_group(const char *const *files, size_t n, size_t *group)
{
	struct part *parts = xcalloc(n ? n : 1, sizeof(*parts));

	for (size_t i = 0; i < n; i++) {
		struct part *p = &parts[i];
		strbuf_init(&p->stem);
		strbuf_init(&p->rest);
		p->number = name_stack_part(files[i], &p->stem, &p->rest);
		p->ext = file_ext(files[i]);
		p->index = group[i] = i;
	}
	qsort(parts, n, sizeof(*parts), by_stack);
	for (size_t i = 0, run; i < n; i += run) {
		for (run = 1; parts[i].number == 1 && i + run < n && same_stack(&parts[i], &parts[i + run]) &&
			      parts[i + run].number == (int)run + 1;)
			run++;
		for (size_t k = 0; k < run; k++)
			group[parts[i + k].index] = parts[i].index;
	}
	for (size_t i = 0; i < n; i++) {
		strbuf_release(&parts[i].stem);
		strbuf_release(&parts[i].rest);
	}
	free(parts);
}

/* What is wrapped around a label: "{edition-Director's Cut}", "[1080p]", "- 2160p". */
static size_t label_start(const char *s)
{
	size_t n = strspn(s, " -_.[({");

	return strncasecmp(s + n, "edition-", 8) ? n : n + 8;
}

bool name_version_label(const char *folder, const char *file, struct strbuf *label)
{
	const char *ext = file_ext(file), *rest;
	size_t len = strlen(folder), end = *ext ? (size_t)(ext - 1 - file) : strlen(file);

	if (len == 0 || end < len || strncmp(file, folder, len))
		return false;
	rest = file + len;
	if (len == end)
		return true;
	if (is_alnum(*rest) && is_alnum(rest[-1]))
		return false;
	while (end > len && strchr(" -_.])}", file[end - 1]))
		end--;
	size_t from = len + label_start(rest);
	if (from < end)
		strbuf_add(label, file + from, end - from);
	return true;
}
