/*
 * Locks; see lock.h. Waiting is done by asking again, which works the same on both engines and needs no
 * signal. The lock file of a SQLite database stays empty and is never removed: a byte beyond its end can be
 * locked.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/alloc.h"
#include "db/engine.h"
#include "db/lock.h"

#define PAUSE_FIRST_US 500
#define PAUSE_MOST_US 20000

struct db_lock {
	struct db *db;
	char *name;
	int64_t key; /* the byte, or the number of the advisory lock */
	enum db_lock_mode mode;
	int fd;		      /* SQLite */
	struct db_lock *next; /* held through the same handle */
};

/* FNV-1a, without the sign so that it is an offset too. */
static int64_t key_of(const char *name)
{
	uint64_t h = 0xcbf29ce484222325;

	for (; *name; name++)
		h = (h ^ (unsigned char)*name) * 0x100000001b3;
	return (int64_t)(h >> 2);
}

static int open_lock_file(struct db_lock *l, struct error *err)
{
	struct strbuf path = STRBUF_INIT;
	struct stat st;
	mode_t mode = stat(l->db->path, &st) ? 0600 : st.st_mode & 0666;

	strbuf_addf(&path, "%s.lock", l->db->path);
	l->fd = open(path.buf, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, mode);
	if (l->fd < 0)
		error_errno(err, errno, "cannot open the lock file '%s'", path.buf);
	strbuf_release(&path);
	return l->fd < 0 ? -1 : 0;
}

static int try_byte(struct db_lock *l, struct error *err)
{
	struct flock fl = {.l_type = l->mode == DB_SHARED ? F_RDLCK : F_WRLCK,
		.l_whence = SEEK_SET,
		.l_start = l->key,
		.l_len = 1};

	if (l->fd < 0 && open_lock_file(l, err))
		return -1;
	if (!fcntl(l->fd, F_OFD_SETLK, &fl))
		return 1;
	if (errno == EAGAIN || errno == EACCES || errno == EINTR)
		return 0;
	return error_errno(err, errno, "cannot lock '%s.lock'", l->db->path);
}

/* Calls a function of PostgreSQL on the lock's number, which is another in each schema: advisory locks are
 * those of a whole database. 1 when it says true. */
static int advisory(const struct db_lock *l, const char *function, struct error *err)
{
	struct strbuf sql = STRBUF_INIT;
	int64_t yes = 0;
	int rc;

	strbuf_addf(&sql,
		"SELECT CAST(%s%s(%lld # hashtextextended(COALESCE(current_schema(), ''), 0)) AS INTEGER)",
		function, l->mode == DB_SHARED ? "_shared" : "", (long long)l->key);
	rc = db_scalar(l->db, sql.buf, &yes, err);
	strbuf_release(&sql);
	return rc ? -1 : yes == 1;
}

static int try_lock(struct db_lock *l, struct error *err)
{
	return l->db->id == DB_SQLITE ? try_byte(l, err) : advisory(l, "pg_try_advisory_lock", err);
}

static int wait_for(struct db_lock *l, int timeout_ms, struct error *err)
{
	int64_t deadline = db_clock_ms() + timeout_ms;
	long pause = PAUSE_FIRST_US;
	int rc;

	while (!(rc = try_lock(l, err))) {
		if (timeout_ms >= 0 && db_clock_ms() >= deadline)
			break;
		db_sleep_us(pause);
		pause = pause * 2 < PAUSE_MOST_US ? pause * 2 : PAUSE_MOST_US;
	}
	return rc;
}

static void free_lock(struct db_lock *l)
{
	if (l->fd >= 0)
		close(l->fd);
	free(l->name);
	free(l);
}

int db_lock(struct db_lock **out, struct db *db, const char *name, enum db_lock_mode mode, int timeout_ms,
	struct error *err)
{
	struct db_lock *l;
	int rc;

	if (db->in_txn)
		BUG("lock '%s' is asked for inside a transaction", name);
	for (l = db->locks; l; l = l->next)
		if (!strcmp(l->name, name))
			BUG("lock '%s' is taken twice", name);
	l = xcalloc(1, sizeof(*l));
	l->db = db;
	l->name = xstrdup(name);
	l->key = key_of(name);
	l->mode = mode;
	l->fd = -1;
	rc = wait_for(l, timeout_ms, err);
	if (rc != 1) {
		free_lock(l);
		return rc;
	}
	l->next = db->locks;
	db->locks = l;
	*out = l;
	return 1;
}

bool db_lock_alive(struct db_lock *l)
{
	return l->db->engine->alive(l->db);
}

void db_unlock(struct db_lock *l)
{
	struct db_lock **p;

	if (!l)
		return;
	for (p = &l->db->locks; *p != l; p = &(*p)->next)
		;
	*p = l->next;
	if (l->db->id == DB_POSTGRES)
		advisory(l, "pg_advisory_unlock",
			NULL); /* fails only when the session is gone, and the lock with it */
	free_lock(l);
}
