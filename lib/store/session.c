/* Opening what programs need; see session.h. */
#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "core/prog.h"
#include "db/migrate.h"
#include "store/session.h"

/* Looks at the version of a database that was opened, and makes its tables where that is wanted. */
static int check_version(struct session *s, unsigned flags, struct error *err)
{
	int version = db_schema_version(s->db, err);

	if (version < 0)
		return -1;
	if (version == 0 && (flags & SESSION_CREATE))
		return migrate_to(s->db, migrate_latest(), s->cache.buf, NULL, NULL, err);
	if (version == 0 && (flags & SESSION_MAYBE)) {
		db_close(s->db);
		s->db = NULL;
		return 0;
	}
	return schema_require(s->db, err);
}

static int open_database(struct session *s, unsigned flags, struct error *err)
{
	bool file = !conf_is_postgres(s->url.buf);

	if (file && prog_become_owner(s->url.buf, err))
		return -1;
	if (file && (flags & SESSION_MAYBE) && access(s->url.buf, F_OK) && errno == ENOENT)
		return 0;
	if (db_open(&s->db, s->url.buf,
		    (flags & SESSION_CREATE ? DB_CREATE : 0) | (flags & SESSION_READONLY ? DB_READONLY : 0),
		    err))
		return -1;
	return flags & SESSION_ANY ? 0 : check_version(s, flags, err);
}

/* The configuration names this machine's folder, or the database's: both of it follow. */
static void find_sets(struct session *s)
{
	const char *path = conf_get(&s->conf, CONF_SETS_FOLDER);

	if (!path)
		return;
	conf_unmap_path(&s->conf, path, &s->sets_there);
	conf_map_path(&s->conf, s->sets_there.buf, &s->sets);
}

int session_open(struct session *s, unsigned flags, struct error *err)
{
	memset(s, 0, sizeof(*s));
	strbuf_init(&s->url);
	strbuf_init(&s->cache);
	strbuf_init(&s->sets);
	strbuf_init(&s->sets_there);
	if (conf_load(&s->conf, NULL, err) || conf_db_url(&s->conf, &s->url, err) ||
		conf_cache_dir(&s->conf, &s->cache, err) || open_database(s, flags, err)) {
		session_close(s);
		return -1;
	}
	find_sets(s);
	return 0;
}

void session_close(struct session *s)
{
	db_close(s->db);
	s->db = NULL;
	conf_release(&s->conf);
	strbuf_release(&s->url);
	strbuf_release(&s->cache);
	strbuf_release(&s->sets);
	strbuf_release(&s->sets_there);
}
