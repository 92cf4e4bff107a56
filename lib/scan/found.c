#include "scan/found.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "core/alloc.h"
#include "core/path.h"
#include "core/strbuf.h"
#include "media/lang.h"

void finds_reset(struct finds *finds, size_t nfiles)
{
	finds_release(finds);
	finds->owner = xcalloc(nfiles + 1, sizeof(*finds->owner));
	finds->unknown = xcalloc(nfiles + 1, sizeof(*finds->unknown));
	for (size_t i = 0; i < nfiles; i++)
		finds->owner[i] = NO_FILE;
}

void finds_release(struct finds *finds)
{
	for (size_t i = 0; i < finds->n; i++) {
		struct found *found = &finds->item[i];

		free(found->part);
		free(found->base);
		free(found->label);
		free(found->dir);
		for (size_t k = 0; k < found->npictures; k++)
			free(found->picture[k].kind);
		free(found->picture);
		free(found->subtitle);
	}
	free(finds->item);
	free(finds->owner);
	free(finds->unknown);
	*finds = (struct finds){NULL, 0, 0, NULL, NULL, false};
}

struct found *finds_add(struct finds *finds, enum entity type)
{
	ALLOC_GROW(finds->item, finds->n + 1, finds->alloc);
	finds->item[finds->n] =
		(struct found){.type = type, .nfo = NO_FILE, .season = -1, .episode = -1, .twin = NO_FILE};
	return &finds->item[finds->n++];
}

size_t finds_nth(const struct finds *finds, const struct found *found)
{
	return found->twin == NO_FILE ? 0 : (size_t)(found - finds->item) - found->twin;
}

void found_add_part(struct found *found, size_t file)
{
	found->part = xreallocarray(found->part, found->nparts + 1, sizeof(*found->part));
	found->part[found->nparts++] = file;
}

void found_add_subtitle(struct found *found, size_t file)
{
	ALLOC_GROW(found->subtitle, found->nsubtitles + 1, found->asubtitles);
	found->subtitle[found->nsubtitles++] = file;
}

void found_add_picture(struct found *found, size_t file, const char *name, const struct artname *art)
{
	struct found_picture p = {.file = file, .rank = art->rank, .index = art->index};
	struct strbuf kind = STRBUF_INIT;

	artname_kind(art, path_base(name), &kind);
	if (art->by_pixels)
		strbuf_release(&kind);
	else
		p.kind = strbuf_detach(&kind, NULL);
	ALLOC_GROW(found->picture, found->npictures + 1, found->apictures);
	found->picture[found->npictures++] = p;
}

bool found_read_actor(const char *name, struct artname *out)
{
	const char *file = path_base(name);

	return strchr(name, '/') == file - 1 && artname_read_actor(file, out);
}

void bases_add(struct bases *b, const char *dir, const char *base, size_t item)
{
	ALLOC_GROW(b->item, b->n + 1, b->alloc);
	b->item[b->n++] = (struct base){b->names.len, item};
	strbuf_addstr(&b->names, dir);
	strbuf_add(&b->names, base, strlen(base) + 1);
}

static int by_name(const void *a, const void *b, void *names)
{
	const char *text = names;
	const struct base *x = a, *y = b;
	int order = strcmp(text + x->name, text + y->name);

	return order ? order : (x->item > y->item) - (x->item < y->item);
}

void bases_sort(struct bases *b)
{
	if (b->n > 0)
		qsort_r(b->item, b->n, sizeof(*b->item), by_name, b->names.buf);
}

void bases_release(struct bases *b)
{
	strbuf_release(&b->names);
	free(b->item);
	*b = (struct bases)BASES_INIT;
}

static const char *base_name(const struct bases *b, size_t i)
{
	return b->names.buf + b->item[i].name;
}

/* strcmp() with the first 'len' bytes of a name. */
static int compare(const char *base, const char *name, size_t len)
{
	int order = strncmp(base, name, len);

	return order == 0 && base[len] ? 1 : order;
}

/* The first base that is the first 'len' bytes of the name; b->n: none. */
static size_t find_exact(const struct bases *b, const char *name, size_t len)
{
	size_t low = 0, high = b->n;

	while (low < high) {
		size_t mid = low + (high - low) / 2;

		if (compare(base_name(b, mid), name, len) < 0)
			low = mid + 1;
		else
			high = mid;
	}
	return low < b->n && compare(base_name(b, low), name, len) == 0 ? low : b->n;
}

size_t bases_find(const struct bases *b, const char *name, size_t *n)
{
	size_t whole = strlen(name), at = b->n;

	*n = 0;
	for (size_t len = whole; len > 0 && name[len - 1] != '/' && at == b->n; len--) {
		if (len == whole || strchr("-._ ", name[len]))
			at = find_exact(b, name, len);
	}
	while (at + *n < b->n && strcmp(base_name(b, at), base_name(b, at + *n)) == 0)
		++*n;
	return at;
}

void found_choose_pictures(struct found *found)
{
	for (size_t i = 0; i < found->npictures; i++) {
		struct found_picture *p = &found->picture[i];

		p->shown = p->kind && !p->extra;
		for (size_t j = 0; j < found->npictures && p->shown; j++) {
			const struct found_picture *q = &found->picture[j];

			if (q == p || q->extra || !q->kind || strcmp(p->kind, q->kind) != 0)
				continue;
			if (p->index == q->index)
				p->shown = p->rank < q->rank || (p->rank == q->rank && i < j);
			else if (strcmp(p->kind, ART_FANART) != 0)
				p->shown = p->index < q->index;
		}
	}
}

const char *found_subtitle(const char *name, const char *base, bool *forced, bool *is_default)
{
	struct strbuf word = STRBUF_INIT;
	const char *language = NULL, *file = path_base(name), *end, *p = file;
	size_t len = strlen(base);

	*forced = *is_default = false;
	end = file + strlen(file) - strlen(path_ext(file));
	if (strncmp(file, base, len) == 0)
		p += len;
	while (p < end) {
		size_t n = strcspn(p, "._- []()");
		const char *known;

		strbuf_clear(&word);
		strbuf_add(&word, p, n < (size_t)(end - p) ? n : (size_t)(end - p));
		known = lang_known(word.buf);
		if (strcasecmp(word.buf, "forced") == 0 || strcasecmp(word.buf, "foreign") == 0)
			*forced = true;
		else if (strcasecmp(word.buf, "default") == 0)
			*is_default = true;
		else if (known)
			language = known;
		p += n + 1;
	}
	strbuf_release(&word);
	return language;
}
