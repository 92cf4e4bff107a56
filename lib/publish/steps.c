/* Steps 2 to 6 of a group; see group.h. */
#include <string.h>

#include "publish/apply.h"
#include "publish/group.h"
#include "publish/journal.h"
#include "store/lock.h"

void group_leave(struct member *m)
{
	const struct error *err = &m->task->err;

	m->inside = false;
	m->tries++;
	m->open = err->code == ERR_CHANGED && m->tries < PUBLISH_TRIES;
}

/* Those that are inside, in their order: their number. */
static size_t inside(struct group *g, struct member *out[PUBLISH_GROUP])
{
	size_t i, n = 0;

	for (i = 0; i < g->n; i++)
		if (g->member[i].inside)
			out[n++] = &g->member[i];
	return n;
}

static void fail(struct member *m, const struct error *why)
{
	error_set(&m->task->err, why->code, "%s", why->msg.buf);
	group_leave(m);
}

static void fail_all(struct member *const *m, size_t n, const struct error *why)
{
	size_t i;

	for (i = 0; i < n; i++)
		fail(m[i], why);
}

static void keep(struct group *g)
{
	struct member *m[PUBLISH_GROUP];
	size_t i, n = inside(g, m);

	for (i = 0; i < n; i++)
		if (journal_keep(g->pub, &m[i]->plan, &m[i]->task->err))
			group_leave(m[i]);
}

/* Step 3, in one commit; when that fails, each for itself, so that one cannot keep the others from it. */
static void begin(struct publisher *pub, struct member *const *m, size_t n)
{
	struct publish *p[PUBLISH_GROUP] = {NULL};
	struct error err = ERROR_INIT;
	size_t i;
	int rc;

	for (i = 0; i < n; i++) {
		p[i] = &m[i]->journal;
		apply_there(pub, p[i]);
	}
	rc = publog_begin_all(pub->db, p, n, &err);
	for (i = 0; i < n; i++)
		apply_here(pub, p[i]);
	for (i = 0; i < n && !rc; i++)
		if (!p[i]->id) {
			error_set(&m[i]->task->err, ERR_CHANGED, "%s:%lld was changed meanwhile",
				entity_name(p[i]->type), (long long)p[i]->entity_id);
			group_leave(m[i]);
		}
	if (rc && (n == 1 || err.code == ERR_BUSY))
		fail_all(m, n, &err);
	else
		for (i = 0; i < n && rc; i++)
			begin(pub, &m[i], 1);
	error_release(&err);
}

/* Puts everything back and closes the log row. When that fails too the journal stays, for the next who comes.
 */
static void give_up(struct publisher *pub, struct member *m, size_t done)
{
	const struct publish *p = &m->journal;

	if (!apply_undo(pub, p, done, NULL))
		publog_drop(pub->db, p, m->task->err.msg.buf, NULL);
	group_leave(m);
}

/* Step 4. */
static void stage(struct publisher *pub, struct member *const *m, size_t n)
{
	struct publish *p[PUBLISH_GROUP] = {NULL};
	struct error err[PUBLISH_GROUP];
	size_t i;

	for (i = 0; i < n; i++) {
		p[i] = &m[i]->journal;
		err[i] = (struct error)ERROR_INIT;
	}
	apply_stage_all(pub, p, n, err);
	for (i = 0; i < n; i++)
		if (err[i].code != ERR_NONE) {
			error_move(&m[i]->task->err, &err[i]);
			give_up(pub, m[i], 0);
		}
}

/* Whether the locks, all of one session, are still held. */
static bool is_locked(const struct group *g)
{
	return !g->nfolder || db_lock_alive(g->folder[0].lock);
}

/* Step 5, but for its fsync. */
static void rename_all(struct group *g)
{
	struct member *m[PUBLISH_GROUP];
	size_t i, done, n = inside(g, m);
	bool locked = is_locked(g);

	for (i = 0; i < n; i++) {
		struct error *err = &m[i]->task->err;

		done = 0;
		if (!locked)
			error_set(err, ERR_BUSY,
				"the database's session is gone, and with it the lock on '%s'",
				m[i]->plan.place.dir);
		else if (!journal_check(&m[i]->plan, err) && !apply_rename(&m[i]->journal, &done, err))
			continue;
		give_up(g->pub, m[i], done);
	}
}

static void sync_all(struct group *g)
{
	struct member *m[PUBLISH_GROUP];
	size_t i, n = inside(g, m);

	for (i = 0; i < n; i++)
		if (apply_sync(g->pub, &m[i]->journal, &m[i]->task->err))
			give_up(g->pub, m[i], m[i]->journal.nrow);
}

/* Step 6, in one commit, as step 3. The journal of one that fails stays: its files are new, and the next who
 * comes finishes it. */
static void finish(struct publisher *pub, struct member *const *m, size_t n)
{
	struct apply_end end[PUBLISH_GROUP] = {{NULL}};
	struct error err = ERROR_INIT;
	size_t i;
	int rc;

	for (i = 0; i < n; i++)
		end[i] = (struct apply_end){&m[i]->journal, m[i]->plan.nfo_path, m[i]->plan.naming};
	rc = apply_finish(pub, end, n, &err);
	if (rc && (n == 1 || err.code == ERR_BUSY))
		fail_all(m, n, &err);
	else
		for (i = 0; i < n; i++)
			if (rc)
				finish(pub, &m[i], 1);
			else
				group_leave(m[i]);
	error_release(&err);
}

void group_carry_out(struct group *g)
{
	struct member *m[PUBLISH_GROUP];
	struct error err = ERROR_INIT;
	struct db_lock *cache = NULL;
	size_t n = inside(g, m);

	if (!n)
		return;
	if (lock_cache(&cache, g->pub->db, DB_SHARED, -1, &err) == 1) {
		keep(g);
		n = inside(g, m);
		if (n)
			begin(g->pub, m, n);
	} else {
		fail_all(m, n, &err);
	}
	db_unlock(cache);
	error_release(&err);
	n = inside(g, m);
	if (n)
		stage(g->pub, m, n);
	rename_all(g);
	sync_all(g);
	n = inside(g, m);
	if (n)
		finish(g->pub, m, n);
}
