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
	finds->item[finds->n] = (struct found){.type = type, .nfo = NO_FILE};
	return &finds->item[finds->n++];
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

void found_add_picture(struct found *found, size_t file, const struct artname *art)
{
	struct found_picture p = {.file = file, .rank = art->rank, .index = art->index};

	if (!art->by_pixels)
		memcpy(p.type, art->type, sizeof(p.type));
	ALLOC_GROW(found->picture, found->npictures + 1, found->apictures);
	found->picture[found->npictures++] = p;
}

void found_choose_pictures(struct found *film)
{
	for (size_t i = 0; i < film->npictures; i++) {
		struct found_picture *p = &film->picture[i];

		p->shown = *p->type && !p->extra;
		for (size_t j = 0; j < film->npictures && p->shown; j++) {
			const struct found_picture *q = &film->picture[j];

			if (q == p || q->extra || strcmp(p->type, q->type) != 0)
				continue;
			if (p->index == q->index)
				p->shown = p->rank < q->rank || (p->rank == q->rank && i < j);
			else if (strcmp(p->type, ART_FANART) != 0)
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
