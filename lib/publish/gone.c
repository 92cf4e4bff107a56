/* Files that are gone; see gone.h. */
#include "publish/gone.h"

#include <stdlib.h>

#include "core/alloc.h"
#include "core/path.h"
#include "publish/published.h"
#include "store/list.h"

#define PAGE 200

void gone_release(struct gone *g)
{
	strbuf_release(&g->file);
	strbuf_release(&g->video);
}

struct looking {
	struct publisher *pub;
	const struct item *it;
	struct published_state state;
	struct gone *out;
};

static int read_state(struct db *db, void *ctx, struct error *err)
{
	struct looking *l = ctx;
	struct place place = {0};
	int rc;

	published_state_release(&l->state);
	rc = place_of(l->pub, l->it, &place, err);
	if (!rc)
		rc = published_state(db, l->it, &place, l->pub, &l->state, err);
	place_release(&place);
	return rc;
}

/* What a path of the database has here: its size; -1: nothing is there, or it cannot be known. */
static int64_t size_at(const struct publisher *pub, const char *path, bool *known)
{
	char *here = xstrdup(path);
	struct file_stamp stamp = {0};
	int there;

	publisher_here(pub, &here);
	there = file_stamp(here, &stamp, NULL);
	*known = there >= 0 && !(there == 0 && stamp.is_link); /* what a link leads to may come back */
	free(here);
	return there == 1 ? stamp.size : -1;
}

static void add(int64_t *n, struct strbuf *first, const char *below)
{
	if (!(*n)++)
		strbuf_addstr(first, below);
}

static void look_at_files(struct looking *l)
{
	size_t i;

	for (i = 0; i < l->state.n; i++) {
		const char *below = path_relative(l->state.file[i].path, l->pub->lib->path);
		bool known = false;

		if (below && size_at(l->pub, l->state.file[i].path, &known) <= 0 && known)
			add(&l->out->files, &l->out->file, below);
	}
}

/* An item whose video or folder is gone is a scan's business. */
static int look_at_item(struct looking *l, const struct item *it, struct error *err)
{
	const char *below = path_relative(it->file_path, l->pub->lib->path);
	bool known, video = it->type == ENTITY_MOVIE || it->type == ENTITY_EPISODE;
	int64_t size = size_at(l->pub, it->file_path, &known);

	if (size < 0)
		return 0;
	if (!size && video)
		add(&l->out->videos, &l->out->video, below ? below : it->file_path);
	if (!it->last_published_at)
		return 0;
	l->it = it;
	if (db_transact(l->pub->db, DB_READ, read_state, l, err))
		return -1;
	look_at_files(l);
	return 0;
}

static int look_at_kind(struct looking *l, enum entity type, struct error *err)
{
	struct list_filter filter = {.type = type, .library_id = l->pub->lib->id, .unpublished = -1};
	struct list_page page = {0};
	struct strbuf key = STRBUF_INIT;
	int64_t id = 0;
	size_t i;
	int rc;

	do {
		list_page_release(&page);
		rc = list_items(l->pub->db, &filter, id ? key.buf : NULL, id, PAGE, &page, err);
		for (i = 0; i < page.n && !rc; i++)
			if (page.row[i].item.file_path)
				rc = look_at_item(l, &page.row[i].item, err);
		if (page.n) {
			strbuf_clear(&key);
			strbuf_addstr(&key, page.row[page.n - 1].item.sort_key);
			id = page.row[page.n - 1].item.id;
		}
	} while (!rc && page.n == PAGE);
	list_page_release(&page);
	strbuf_release(&key);
	return rc;
}

int gone_look(struct publisher *pub, struct gone *out, struct error *err)
{
	static const enum entity types[] = {ENTITY_MOVIE, ENTITY_SERIES, ENTITY_SEASON, ENTITY_EPISODE};
	struct looking l = {.pub = pub, .out = out};
	size_t i;
	int rc = 0;

	for (i = 0; i < sizeof(types) / sizeof(types[0]) && !rc; i++)
		rc = look_at_kind(&l, types[i], err);
	published_state_release(&l.state);
	return rc;
}
