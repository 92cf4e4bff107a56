/* Texts of NFOs in the database that are not what their hash says; see mend.h. */
#include <string.h>

#include "asset/mend.h"
#include "core/sha256.h"
#include "store/nfotext.h"

#define PAGE 200

static int look(struct mender *m, const char *hash, enum object_state *out, struct error *err)
{
	struct strbuf bytes = STRBUF_INIT;
	char have[SHA256_HEX_SIZE];
	int rc = nfotext_get(m->db, hash, &bytes, err);

	sha256_hex(bytes.buf, bytes.len, have);
	*out = rc == 0 ? OBJECT_MISSING : strcmp(have, hash) ? OBJECT_DAMAGED : OBJECT_GOOD;
	strbuf_release(&bytes);
	return rc < 0 ? -1 : 0;
}

struct text {
	const char *hash;
	const struct strbuf *bytes;
};

static int replace(struct db *db, void *ctx, struct error *err)
{
	const struct text *t = ctx;

	return nfotext_replace(db, t->hash, t->bytes->buf, t->bytes->len, err);
}

int mend_nfo(struct mender *m, const char *hash, struct mending *out, struct error *err)
{
	struct strbuf bytes = STRBUF_INIT;
	struct text text = {hash, &bytes};
	int rc;

	*out = (struct mending)MENDING_INIT;
	rc = look(m, hash, &out->was, err);
	if (!rc && out->was != OBJECT_GOOD)
		rc = source_find(&m->sources, hash, &bytes, &out->source, err);
	if (!rc && out->source.len && !m->look_only) {
		rc = db_transact(m->db, DB_WRITE_FULL, replace, &text, err);
		out->mended = !rc;
	}
	strbuf_release(&bytes);
	return rc;
}

/* One text of the list. fn's answer. */
static int mend_one(struct mender *m, const char *hash, mend_fn *fn, void *ctx, size_t *good)
{
	struct cache_object o = {
		.content_hash = (char *)(uintptr_t)hash, .asset_type = (char *)(uintptr_t) "nfo"};
	struct mending mending = MENDING_INIT;
	struct error why = ERROR_INIT;
	int rc = 0;

	if (mend_nfo(m, hash, &mending, &why) || mending.was != OBJECT_GOOD)
		rc = fn(&o, &mending, &why, ctx);
	else
		++*good;
	mending_release(&mending);
	error_release(&why);
	return rc;
}

int mend_nfos(struct mender *m, mend_fn *fn, void *ctx, size_t *good, struct error *err)
{
	char after[SHA256_HEX_SIZE] = "";
	struct nfo_hashes page = {0};
	size_t i;
	int rc;

	*good = 0;
	do {
		rc = nfotext_hashes(m->db, after, PAGE, &page, err);
		for (i = 0; i < page.n && !rc; i++)
			rc = mend_one(m, page.hash[i], fn, ctx, good);
		if (page.n)
			memcpy(after, page.hash[page.n - 1], sizeof(after));
	} while (!rc && page.n == PAGE);
	nfo_hashes_release(&page);
	return rc;
}
