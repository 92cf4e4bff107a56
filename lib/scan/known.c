#include "scan/known.h"

#include <stdlib.h>
#include <string.h>

#include "core/alloc.h"
#include "scan/folder.h"

struct known_folder {
	size_t name; /* in names */
	uint64_t signature[2];
	bool valid; /* the signature says something */
	bool met;
};

struct known {
	struct strbuf names; /* each with a NUL */
	struct known_folder *item;
	size_t n, alloc;
	uint32_t *slot; /* open addressing: an index into item, plus one; 0: free */
	size_t nslots;	/* a power of two, at least twice n */
};

struct known *known_new(void)
{
	struct known *k = xcalloc(1, sizeof(*k));

	strbuf_init(&k->names);
	return k;
}

void known_free(struct known *k)
{
	if (!k)
		return;
	strbuf_release(&k->names);
	free(k->item);
	free(k->slot);
	free(k);
}

static const char *name_of(const struct known *k, const struct known_folder *f)
{
	return k->names.buf + f->name;
}

/* FNV-1a. */
static uint64_t hash(const char *s)
{
	uint64_t h = UINT64_C(0xcbf29ce484222325);

	for (; *s; s++)
		h = (h ^ (unsigned char)*s) * UINT64_C(0x100000001b3);
	return h ^ h >> 32;
}

/* The slot where the folder is, or would be. */
static uint32_t *slot_of(const struct known *k, const char *folder)
{
	size_t i = hash(folder) & (k->nslots - 1);

	while (k->slot[i] && strcmp(name_of(k, &k->item[k->slot[i] - 1]), folder) != 0)
		i = (i + 1) & (k->nslots - 1);
	return &k->slot[i];
}

static void rehash(struct known *k, size_t nslots)
{
	free(k->slot);
	k->slot = xcalloc(nslots, sizeof(*k->slot));
	k->nslots = nslots;
	for (size_t i = 0; i < k->n; i++)
		*slot_of(k, name_of(k, &k->item[i])) = (uint32_t)i + 1;
}

void known_add(struct known *k, const char *folder, const char *signature)
{
	struct known_folder f = {.name = k->names.len};

	f.valid = folder_signature_read(signature, f.signature);
	strbuf_add(&k->names, folder, strlen(folder) + 1);
	ALLOC_GROW(k->item, k->n + 1, k->alloc);
	k->item[k->n++] = f;
	if (k->n * 2 > k->nslots)
		rehash(k, k->nslots ? k->nslots * 2 : 64);
	else
		*slot_of(k, folder) = (uint32_t)k->n;
}

static struct known_folder *find(const struct known *k, const char *folder)
{
	uint32_t at = k->nslots ? *slot_of(k, folder) : 0;

	return at ? &k->item[at - 1] : NULL;
}

enum known_state known_meet(struct known *k, const char *folder, const uint64_t signature[2])
{
	struct known_folder *f = find(k, folder);

	if (!f)
		return KNOWN_NOT;
	f->met = true;
	return f->valid && memcmp(f->signature, signature, sizeof(f->signature)) == 0 ? KNOWN_SAME
										      : KNOWN_CHANGED;
}

bool known_has(const struct known *k, const char *folder)
{
	return find(k, folder) != NULL;
}

void known_blind(struct known *k, const char *folder)
{
	for (size_t i = 0; i < k->n; i++)
		k->item[i].met |= folder_inside(name_of(k, &k->item[i]), folder);
}

int known_unmet(struct known *k, const char *only, int (*fn)(const char *folder, void *ctx), void *ctx)
{
	int rc = 0;

	for (size_t i = 0; i < k->n && rc == 0; i++) {
		const char *folder = name_of(k, &k->item[i]);

		if (!k->item[i].met && folder_inside(folder, only))
			rc = fn(folder, ctx);
	}
	return rc;
}
