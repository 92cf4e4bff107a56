/* Publishing; see publish.h. */
#include <stdlib.h>
#include <string.h>

#include "core/alloc.h"
#include "core/log.h"
#include "publish/group.h"
#include "publish/journal.h"
#include "publish/owners.h"
#include "publish/recover.h"
#include "publish/takeover.h"
#include "store/lock.h"

void publish_report_release(struct publish_report *r)
{
	size_t i;

	for (i = 0; i < r->nwarning; i++)
		free(r->warning[i]);
	free(r->warning);
	memset(r, 0, sizeof(*r));
}

/* Once of each library. */
static void warn_refused(struct publisher *pub, const struct library *lib)
{
	struct strbuf text = STRBUF_INIT;
	unsigned fresh;

	if (pub->told_of != lib->id)
		pub->told = 0;
	pub->told_of = lib->id;
	fresh = pub->refused & ~pub->told;
	if (fresh) {
		file_refused_text(fresh, &text);
		log_warn("the filesystem of library '%s' refuses: %s", lib->name, text.buf);
		pub->told |= fresh;
	}
	strbuf_release(&text);
}

void publish_report_warn(
	const struct publish_report *r, struct publisher *pub, const struct library *lib, const char *folder)
{
	size_t i;

	for (i = 0; i < r->nwarning; i++)
		log_warn("%s", r->warning[i]);
	if (r->recovered)
		log_warn("'%s': an interrupted publish was dealt with", folder);
	warn_refused(pub, lib);
}

void publish_task_release(struct publish_task *t)
{
	publish_report_release(&t->report);
	error_release(&t->err);
}

static void count(const struct plan *plan, struct publish_report *report)
{
	size_t i;

	report->written = report->removed = report->kept = 0;
	for (i = 0; i < plan->n; i++) {
		report->written += plan->entry[i].action == PLAN_WRITE;
		report->removed += plan->entry[i].action == PLAN_REMOVE;
		report->kept += plan->entry[i].action == PLAN_KEEP;
	}
}

void publish_report_plan(struct publish_report *report, struct plan *plan)
{
	size_t i;

	count(plan, report);
	for (i = 0; i < report->nwarning; i++)
		free(report->warning[i]);
	free(report->warning);
	report->warning = plan->warning;
	report->nwarning = plan->nwarning;
	plan->warning = NULL;
	plan->nwarning = plan->awarning = 0;
}

/* ---- locks ------------------------------------------------------------------------------------------------
 */

static bool is_held(const struct group *g, const char *folder)
{
	size_t i;

	for (i = 0; i < g->nfolder; i++)
		if (!strcmp(g->folder[i].name, folder))
			return true;
	return false;
}

/* The folder that is locked for an item: its own, or its series'. */
static int lock_name(
	struct publisher *pub, enum entity type, int64_t id, struct strbuf *folder, struct error *err)
{
	struct item it = ITEM_INIT;
	int rc = item_load(pub->db, type, id, ITEM_ROW, &it, err);

	if (rc == 0)
		error_set(err, ERR_NOT_FOUND, "there is no %s:%lld", entity_name(type), (long long)id);
	rc = rc == 1 ? place_lock(pub, &it, folder, err) : -1;
	item_release(&it);
	return rc;
}

/* Locks a folder and deals with what was interrupted there: 1; 0: somebody else has it, which is an error,
 * too; -1. */
static int enter(struct publisher *pub, const char *folder, int timeout_ms, struct db_lock **lock,
	size_t *recovered, struct error *err)
{
	int held = lock_folder(lock, pub->db, pub->lib->id, folder, timeout_ms, err);

	if (held == 0)
		error_set(err, ERR_BUSY, "another program is at work in '%s'", folder);
	if (held == 1 && recover_folder(pub, folder, recovered, err)) {
		db_unlock(*lock);
		*lock = NULL;
		held = -1;
	}
	return held;
}

/* Takes the lock of a task's folder, unless the group has it. */
static int hold(struct group *g, struct publish_task *t, int timeout_ms)
{
	struct strbuf folder = STRBUF_INIT;
	struct db_lock *lock = NULL;
	int rc = lock_name(g->pub, t->type, t->id, &folder, &t->err), held;

	if (!rc && !is_held(g, folder.buf)) {
		held = enter(g->pub, folder.buf, timeout_ms, &lock, &t->report.recovered, &t->err);
		t->busy = held == 0;
		rc = held == 1 ? 0 : -1;
		if (!rc)
			g->folder[g->nfolder++] = (struct held){strbuf_detach(&folder, NULL), lock};
	}
	strbuf_release(&folder);
	return rc;
}

/* ---- planning ---------------------------------------------------------------------------------------------
 */

static bool touches(const struct plan *plan, const struct publish *p)
{
	size_t i;

	for (i = 0; i < p->nrow; i++)
		if (plan_has(plan, p->row[i].path))
			return true;
	return false;
}

/* Whether both give up the same path: the last one to do so takes the file away. */
static bool give_up_alike(const struct plan *a, const struct plan *b)
{
	size_t i, k;

	for (i = 0; i < a->nleft; i++)
		for (k = 0; k < b->nleft; k++)
			if (!strcmp(a->left[i], b->left[k]))
				return true;
	return false;
}

/* Whether an item before this one is about to change one of its paths, or the owners of one: then it is
 * planned when that is done. */
static bool must_follow(const struct group *g, const struct member *m)
{
	const struct member *other;

	for (other = g->member; other < m; other++)
		if ((other->inside && touches(&m->plan, &other->journal)) ||
			(other->planned && give_up_alike(&m->plan, &other->plan)))
			return true;
	return false;
}

static bool is_published(const struct item *it)
{
	return !it->has_unpublished_changes && !strcmp(it->state, "published");
}

static int nothing_to_do(struct publisher *pub, struct member *m, struct error *err)
{
	char *nfo_path = xstrdup_or_null(m->plan.nfo_path);
	struct publish_result result = {.naming = m->plan.naming, .by = pub->by};
	int rc;

	publisher_there(pub, &nfo_path);
	result.nfo_path = nfo_path;
	rc = publog_nothing(pub->db, &m->journal, &result, err) < 0 ? -1 : 0;
	free(nfo_path);
	return rc;
}

/* Takes the lock of the folder of sets, unless the group has it. What others did there until now is seen when
 * the targets are looked at once more. */
static int enter_sets(struct group *g, struct error *err)
{
	int held = g->sets ? 1 : lock_sets(&g->sets, g->pub->db, g->pub->lock_timeout_ms, err);

	if (held == 0)
		error_set(err, ERR_BUSY, "another program is at work in '%s'", g->pub->sets);
	return held == 1 ? 0 : -1;
}

/* 1: there is something to do in this round; 0: nothing, or not yet; -1. */
static int plan_member(struct group *g, struct member *m, struct error *err)
{
	struct publisher *pub = g->pub;

	error_clear(err);
	m->planned = true;
	pub->reread = m->tries > 0;
	if (plan_make_from(pub, m->task->type, m->task->id, m->task->base, &m->plan, err))
		return -1;
	if (must_follow(g, m))
		return 0;
	if (m->plan.absorbed && takeover_save(pub, &m->plan, err))
		return -1;
	if (journal_make(&m->plan, &m->journal, err))
		return -1;
	if (!plan_is_empty(&m->plan))
		return plan_in_sets(&m->plan, pub) && enter_sets(g, err) ? -1 : 1;
	m->open = false;
	return is_published(&m->plan.item) ? 0 : nothing_to_do(pub, m, err);
}

static void plan_round(struct group *g)
{
	size_t i;

	for (i = 0; i < g->n; i++) {
		struct member *m = &g->member[i];
		int rc = m->open ? plan_member(g, m, &m->task->err) : 0;

		m->inside = rc == 1;
		if (rc < 0)
			group_leave(m);
	}
}

/* ---- groups -----------------------------------------------------------------------------------------------
 */

static bool any_open(const struct group *g)
{
	size_t i;

	for (i = 0; i < g->n; i++)
		if (g->member[i].open)
			return true;
	return false;
}

static void end_round(struct group *g)
{
	size_t i;

	for (i = 0; i < g->n; i++) {
		struct member *m = &g->member[i];

		if (!m->planned)
			continue;
		if (!m->open && m->task->err.code == ERR_NONE) {
			owners_tidy(g->pub, &m->plan);
			if (!takeover_leave(g->pub, &m->plan, &m->task->err) && plan_reassigns(&m->plan))
				owners_record(g->pub, &m->plan, &m->task->err);
		}
		publish_report_plan(&m->task->report, &m->plan);
		plan_release(&m->plan);
		publish_release(&m->journal);
		m->planned = false;
	}
}

static void run(struct publisher *pub, struct publish_task *task, size_t n, int timeout_ms)
{
	struct group *g = xcalloc(1, sizeof(*g));
	size_t i;

	g->pub = pub;
	g->n = n;
	for (i = 0; i < n; i++) {
		g->member[i].task = &task[i];
		g->member[i].open = !hold(g, &task[i], timeout_ms);
	}
	while (any_open(g)) {
		plan_round(g);
		group_carry_out(g);
		end_round(g);
	}
	db_unlock(g->sets);
	for (i = 0; i < g->nfolder; i++) {
		db_unlock(g->folder[i].lock);
		free(g->folder[i].name);
	}
	free(g);
}

void publish_group(struct publisher *pub, struct publish_task *task, size_t n)
{
	if (n > PUBLISH_GROUP)
		BUG("%zu items in a group", n);
	run(pub, task, n, 0);
}

void publish_task_run(struct publisher *pub, struct publish_task *task)
{
	run(pub, task, 1, pub->lock_timeout_ms);
}

int publish_item(
	struct publisher *pub, enum entity type, int64_t id, struct publish_report *report, struct error *err)
{
	struct publish_task task = {.type = type, .id = id, .err = ERROR_INIT};
	int rc;

	publish_task_run(pub, &task);
	*report = task.report;
	rc = task.err.code == ERR_NONE ? 0 : -1;
	if (rc && err)
		error_move(err, &task.err);
	error_release(&task.err);
	return rc;
}

/* ---- others' plans ----------------------------------------------------------------------------------------
 */

int publish_locked(struct publisher *pub, enum entity type, int64_t id, publish_fn *fn, void *ctx,
	struct publish_report *report, struct error *err)
{
	struct strbuf folder = STRBUF_INIT;
	struct db_lock *lock = NULL;
	int rc = lock_name(pub, type, id, &folder, err), tries;

	if (!rc && enter(pub, folder.buf, pub->lock_timeout_ms, &lock, &report->recovered, err) != 1)
		rc = -1;
	for (tries = 1; lock && tries <= PUBLISH_TRIES; tries++) {
		error_clear(err);
		pub->reread = tries > 1;
		rc = fn(pub, type, id, lock, report, ctx, err);
		if (!rc || err->code != ERR_CHANGED)
			break;
	}
	db_unlock(lock);
	strbuf_release(&folder);
	return rc;
}

int publish_plan(struct publisher *pub, const struct plan *plan, struct db_lock *lock, struct error *err)
{
	struct publish_task task = {.err = ERROR_INIT};
	struct group *g = xcalloc(1, sizeof(*g));
	int rc;

	g->pub = pub;
	g->n = g->nfolder = 1;
	g->folder[0].lock = lock;
	g->member[0] = (struct member){.task = &task, .inside = true, .plan = *plan};
	rc = journal_make(plan, &g->member[0].journal, err);
	if (!rc) {
		group_carry_out(g);
		rc = task.err.code == ERR_NONE ? 0 : -1;
	}
	if (task.err.code != ERR_NONE && err)
		error_move(err, &task.err);
	publish_release(&g->member[0].journal);
	error_release(&task.err);
	free(g);
	return rc;
}
