/* All that is known of one item; see dossier.h. */
#include <stdlib.h>
#include <string.h>

#include "core/path.h"
#include "media/nfo.h"
#include "media/textdiff.h"
#include "store/dossier.h"

void dossier_release(struct dossier *d)
{
	list_row_release(&d->row);
	candidate_list_release(&d->artwork);
	published_free(d->published, d->npublished);
	unknown_free(d->unknown, d->nunknown);
	nfo_versions_free(d->version, d->nversion);
	publog_free(d->history, d->nhistory);
	match_rows_release(&d->match);
	edit_entries_free(d->edit, d->nedit);
	list_page_release(&d->films);
	names_release(&d->warnings);
	*d = (struct dossier){.row = {.item = ITEM_INIT}};
}

struct loading {
	enum entity type;
	int64_t id;
	struct dossier *d;
	bool found;
};

/* The row of a list, with the whole item in the place of its own row; of a soft-deleted one, too. */
static int load_row(struct db *db, struct loading *l, struct error *err)
{
	struct list_filter filter = {.type = l->type, .unpublished = -1, .only_id = l->id, .texts = true};
	struct list_page page = {0};
	struct item whole = ITEM_INIT;
	int rc = list_items(db, &filter, NULL, 0, 1, &page, err);

	if (!rc && !page.n) {
		filter.deleted = true;
		rc = list_items(db, &filter, NULL, 0, 1, &page, err);
	}
	if (!rc && page.n)
		rc = item_load(db, l->type, l->id, ITEM_ALL, &whole, err);
	l->found = rc == 1;
	if (l->found) {
		item_release(&page.row[0].item);
		page.row[0].item = whole;
		l->d->row = page.row[0];
		page.n = 0;
	}
	list_page_release(&page);
	return rc < 0 ? -1 : 0;
}

/* What is wrong with its NFO as it was seen last. */
static int read_warnings(struct db *db, struct dossier *d, struct error *err)
{
	const char *hash = d->row.item.nfo_hash;
	struct strbuf bytes = STRBUF_INIT, line = STRBUF_INIT;
	struct nfo nfo = NFO_INIT;
	size_t i;
	int rc = hash ? nfotext_get(db, hash, &bytes, err) : 0;

	if (rc == 1 && !nfo_read(&nfo, bytes.buf, bytes.len, NULL))
		for (i = 0; i < nfo.nwarning; i++) {
			strbuf_clear(&line);
			strbuf_addf(&line, "NFO, line %zu: %s", nfo.warning[i].line, nfo.warning[i].text);
			names_add(&d->warnings, line.buf);
		}
	nfo_release(&nfo);
	strbuf_release(&bytes);
	strbuf_release(&line);
	return rc < 0 ? -1 : 0;
}

static int load_films(struct db *db, const struct loading *l, struct error *err)
{
	struct list_filter filter = {.type = ENTITY_MOVIE, .unpublished = -1, .set_id = l->id};

	return l->type == ENTITY_SET ? list_items(db, &filter, NULL, 0, DOSSIER_FILMS, &l->d->films, err) : 0;
}

static int load(struct db *db, void *ctx, struct error *err)
{
	struct loading *l = ctx;
	struct dossier *d = l->d;

	dossier_release(d); /* of a run before this one */
	if (load_row(db, l, err))
		return -1;
	if (!l->found)
		return 0;
	return candidates_of(db, l->type, l->id, &d->artwork, err) ||
			       published_of(db, l->type, l->id, &d->published, &d->npublished, err) ||
			       unknown_of(db, l->type, l->id, &d->unknown, &d->nunknown, err) ||
			       nfo_versions_of(db, l->type, l->id, &d->version, &d->nversion, err) ||
			       publog_of(db, l->type, l->id, &d->history, &d->nhistory, err) ||
			       matches_load(db, l->type, l->id, &d->match, err) ||
			       edits_of_item(db, l->type, l->id, &d->edit, &d->nedit, err) ||
			       load_films(db, l, err) || read_warnings(db, d, err)
		       ? -1
		       : 0;
}

int dossier_load(struct db *db, enum entity type, int64_t id, struct dossier *out, struct error *err)
{
	struct loading l = {type, id, out, false};

	if (db_transact(db, DB_READ, load, &l, err)) {
		dossier_release(out);
		return -1;
	}
	return l.found;
}

static int version_text(struct db *db, const struct dossier *d, int version, struct strbuf *out,
	const char **path, struct error *err)
{
	size_t i;
	int rc = 0;

	for (i = 0; i < d->nversion; i++)
		if (d->version[i].version == version) {
			*path = d->version[i].path;
			rc = nfotext_get(db, d->version[i].hash, out, err);
			break;
		}
	if (rc == 0)
		error_set(err, ERR_NOT_FOUND, "there is no version %d of the NFO: 0 to %d", version,
			d->nversion ? d->version[d->nversion - 1].version : 0);
	return rc == 1 ? 0 : -1;
}

int dossier_diff(
	struct db *db, const struct dossier *d, int from, int to, struct strbuf *out, struct error *err)
{
	struct strbuf a = STRBUF_INIT, b = STRBUF_INIT;
	const char *path = NULL;
	int rc =
		version_text(db, d, from, &a, &path, err) || version_text(db, d, to, &b, &path, err) ? -1 : 0;

	if (!rc)
		textdiff(out, path ? path_base(path) : "nfo", a.buf, a.len, b.buf, b.len);
	strbuf_release(&a);
	strbuf_release(&b);
	return rc;
}
