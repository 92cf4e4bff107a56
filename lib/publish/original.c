/* Putting back what was found; see original.h. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/alloc.h"
#include "core/json.h"
#include "core/path.h"
#include "publish/originalparts.h"

const char *original_fate_name(enum original_fate fate)
{
	static const char *const names[] = {"same", "back", "removed", "changed", "shared", "away"};

	return names[fate];
}

const char *original_fate_text(enum original_fate fate)
{
	static const char *const texts[] = {
		[ORIGINAL_SAME] = "as it was found",
		[ORIGINAL_BACK] = "put back",
		[ORIGINAL_REMOVED] = "removed",
		[ORIGINAL_CHANGED] = "changed by somebody: it stays",
		[ORIGINAL_SHARED] = "belongs to other items, too: it stays",
		[ORIGINAL_AWAY] = "its folder is not there",
	};

	return texts[fate];
}

bool original_stays(enum original_fate fate)
{
	return fate == ORIGINAL_CHANGED || fate == ORIGINAL_SHARED || fate == ORIGINAL_AWAY;
}

static void clear_files(struct original_report *r)
{
	size_t i;

	for (i = 0; i < r->n; i++)
		free(r->file[i].path);
	free(r->file);
	r->file = NULL;
	r->n = r->alloc = 0;
}

void original_report_release(struct original_report *r)
{
	clear_files(r);
	publish_report_release(&r->publish);
}

void original_json(const struct original_report *r, struct strbuf *out)
{
	struct jsonw w;
	size_t i;

	jsonw_init(&w, out);
	jsonw_array(&w);
	for (i = 0; i < r->n; i++) {
		jsonw_object(&w);
		jsonw_kstr(&w, "path", r->file[i].path);
		jsonw_kstr(&w, "fate", original_fate_name(r->file[i].fate));
		jsonw_end(&w);
	}
	jsonw_end(&w);
}

/* ---- the snapshot ---------------------------------------------------------------------------------------
 */

struct snapshot {
	struct publisher *pub;
	enum entity type;
	int64_t id;
	struct plan *plan;
	struct original *list;
	size_t n;
};

static void drop_list(struct snapshot *s)
{
	originals_free(s->list, s->n);
	s->list = NULL;
	s->n = 0;
}

static int read_snapshot(struct db *db, void *ctx, struct error *err)
{
	struct snapshot *s = ctx;

	drop_list(s);
	if (plan_read_item(s->pub, s->plan, s->type, s->id, ITEM_ROW, err))
		return -1;
	return originals_of(db, s->type, s->id, s->plan->item.library_id, &s->list, &s->n, err);
}

/* In this machine's paths. */
static int take_snapshot(struct snapshot *s, struct error *err)
{
	size_t i;

	if (db_transact(s->pub->db, DB_READ, read_snapshot, s, err))
		return -1;
	plan_come_here(s->pub, s->plan);
	for (i = 0; i < s->n; i++)
		publisher_here(s->pub, &s->list[i].found.path);
	s->plan->item.revision = PUBLISH_ORIGINAL;
	return 0;
}

static int plan_file(struct publisher *pub, struct plan *plan, const struct original *o, bool changed,
	struct original_report *report, struct error *err)
{
	enum original_fate fate;

	if (original_plan_file(pub, plan, o, changed, &fate, err))
		return -1;
	ALLOC_GROW(report->file, report->n + 1, report->alloc);
	report->file[report->n++] = (struct original_file){xstrdup(o->found.path), fate};
	return 0;
}

/* ---- the item's NFO -------------------------------------------------------------------------------------
 */

static const struct plan_entry *entry_at(const struct plan *plan, const char *path)
{
	size_t i;

	for (i = 0; i < plan->n; i++)
		if (!strcmp(plan->entry[i].path, path))
			return &plan->entry[i];
	return NULL;
}

/* An NFO that stands there and that no publish has touched. 1, 0, -1. */
static int plan_untouched(struct plan *plan, const char *path, struct error *err)
{
	struct standing st;
	struct plan_entry *e;

	if (standing_look(path, &st, NULL, err))
		return -1;
	if (!*st.hash)
		return 0;
	e = plan_add(plan, PLAN_KEEP, path, NULL);
	e->old = st;
	memcpy(e->new_hash, st.hash, SHA256_HEX_SIZE);
	return 1;
}

/* Whether it will be there; a link that leads nowhere is not. */
static int will_stand(struct plan *plan, const char *path, struct error *err)
{
	const struct plan_entry *e = entry_at(plan, path);

	return e ? e->action != PLAN_REMOVE && *e->new_hash : plan_untouched(plan, path, err);
}

static bool touches_nfo(const struct plan *plan)
{
	size_t i;

	for (i = 0; i < plan->n; i++)
		if (!plan->entry[i].asset_type && plan->entry[i].action != PLAN_KEEP &&
			plan->entry[i].action != PLAN_FOLDER)
			return true;
	return false;
}

/* Of several the one that a player reads; else what was found under a name of its own. */
static int find_nfo(struct plan *plan, struct error *err)
{
	struct strbuf path = STRBUF_INIT;
	enum naming namings[2];
	size_t i, n = plan->place.has_nfo ? place_namings(&plan->place, namings) : 0;
	int rc = 0;

	for (i = 0; i < n && rc == 0; i++) {
		strbuf_clear(&path);
		place_nfo(&plan->place, namings[i], &path);
		rc = will_stand(plan, path.buf, err);
		plan->naming = namings[i];
	}
	for (i = 0; i < plan->n && rc == 0; i++) {
		if (plan->entry[i].asset_type || plan->entry[i].action != PLAN_WRITE ||
			!*plan->entry[i].new_hash)
			continue;
		strbuf_clear(&path);
		strbuf_addstr(&path, plan->entry[i].path);
		plan->naming = place_naming_of(path.buf);
		rc = 1;
	}
	if (rc == 1)
		plan->nfo_path = strbuf_detach(&path, NULL);
	else
		plan->naming = n == 1 ? namings[0] : NAMING_UNKNOWN; /* as a scan has it */
	strbuf_release(&path);
	return rc < 0 ? -1 : 0;
}

/* ---- one item -------------------------------------------------------------------------------------------
 */

/* The NFO last, as ever. */
static void sort_entries(struct plan *plan)
{
	struct plan_entry *sorted = xcalloc(plan->n + 1, sizeof(*sorted));
	size_t i, n = 0;
	int nfo;

	for (nfo = 0; nfo < 2; nfo++)
		for (i = 0; i < plan->n; i++)
			if ((plan->entry[i].asset_type == NULL) == (nfo == 1))
				sorted[n++] = plan->entry[i];
	free(plan->entry);
	plan->entry = sorted;
	plan->alloc = plan->n + 1;
}

static int make(struct snapshot *s, bool changed, struct original_report *report, struct error *err)
{
	struct plan *plan = s->plan;
	size_t i;

	plan_init(plan);
	clear_files(report);
	if (take_snapshot(s, err))
		return -1;
	report->published = plan->item.last_published_at || s->n;
	for (i = 0; i < s->n; i++)
		if (!s->list[i].found.is_dir && plan_file(s->pub, plan, &s->list[i], changed, report, err))
			return -1;
	if (touches_nfo(plan) && find_nfo(plan, err))
		return -1;
	sort_entries(plan);
	return plan_check(plan, err);
}

int original_plan(struct publisher *pub, enum entity type, int64_t id, bool changed, struct plan *plan,
	struct original_report *report, struct error *err)
{
	struct snapshot s = {.pub = pub, .type = type, .id = id, .plan = plan};
	int rc = make(&s, changed, report, err);

	drop_list(&s);
	return rc;
}

/* Folders that were made and in which nothing is left. One that is not empty stays, and its row, too. */
static bool remove_folder(const char *path)
{
	return !rmdir(path) || errno == ENOENT;
}

/* What needed no publish: paths that are as they were found, and those that others keep. */
static int settle(struct snapshot *s, const struct original_report *report, struct error *err)
{
	char **done = xcalloc(s->n + 1, sizeof(*done)), **left = xcalloc(s->n + 1, sizeof(*left));
	struct original_rest rest = {.type = s->type,
		.id = s->id,
		.library_id = s->plan->item.library_id,
		.done = done,
		.left = left};
	size_t i, k = 0;
	int rc;

	for (i = 0; i < s->n; i++) {
		const char *path = s->list[i].found.path;
		enum original_fate fate = s->list[i].found.is_dir
						  ? remove_folder(path) ? ORIGINAL_SAME : ORIGINAL_CHANGED
						  : report->file[k++].fate;

		if (fate == ORIGINAL_SAME)
			done[rest.ndone++] = xstrdup(path);
		else if (fate == ORIGINAL_SHARED)
			left[rest.nleft++] = xstrdup(path);
	}
	for (i = 0; i < rest.ndone; i++)
		publisher_there(s->pub, &done[i]);
	for (i = 0; i < rest.nleft; i++)
		publisher_there(s->pub, &left[i]);
	rc = original_settle(s->pub->db, &rest, err);
	for (i = 0; i < rest.ndone; i++)
		free(done[i]);
	for (i = 0; i < rest.nleft; i++)
		free(left[i]);
	free(done);
	free(left);
	return rc;
}

struct going_back {
	bool changed;
	struct original_report *report;
};

static int plan_and_go(struct publisher *pub, enum entity type, int64_t id, struct db_lock *lock,
	struct publish_report *report, void *ctx, struct error *err)
{
	struct going_back *g = ctx;
	struct plan plan = {0};
	struct snapshot s = {.pub = pub, .type = type, .id = id, .plan = &plan};
	int rc = make(&s, g->changed, g->report, err);

	if (!rc && !plan_is_empty(&plan))
		rc = publish_plan(pub, &plan, lock, err);
	if (!rc && g->report->published)
		rc = settle(&s, g->report, err);
	publish_report_plan(report, &plan);
	plan_release(&plan);
	drop_list(&s);
	return rc;
}

int original_item(struct publisher *pub, enum entity type, int64_t id, bool changed,
	struct original_report *report, struct error *err)
{
	struct going_back g = {changed, report};

	return publish_locked(pub, type, id, plan_and_go, &g, &report->publish, err);
}
