/* Opening what programs need; see session.h. */
#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "core/prog.h"
#include "db/migrate.h"
#include "store/session.h"

static bool is_file(const char *url)
{
	return strncmp(url, "postgres://", 11) != 0 && strncmp(url, "postgresql://", 13) != 0;
}

static int open_database(struct session *s, unsigned flags, struct error *err)
{
	int version;

	if (is_file(s->url.buf) && prog_become_owner(s->url.buf, err))
		return -1;
	if ((flags & SESSION_MAYBE) && is_file(s->url.buf) && access(s->url.buf, F_OK) && errno == ENOENT)
		return 0;
	if (db_open(&s->db, s->url.buf,
		    (flags & SESSION_CREATE ? DB_CREATE : 0) | (flags & SESSION_READONLY ? DB_READONLY : 0),
		    err))
		return -1;
	version = db_schema_version(s->db, err);
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

int session_open(struct session *s, unsigned flags, struct error *err)
{
	memset(s, 0, sizeof(*s));
	strbuf_init(&s->url);
	strbuf_init(&s->cache);
	if (conf_load(&s->conf, NULL, err) || conf_db_url(&s->conf, &s->url, err) ||
		conf_cache_dir(&s->conf, &s->cache, err) || open_database(s, flags, err)) {
		session_close(s);
		return -1;
	}
	return 0;
}

void session_close(struct session *s)
{
	db_close(s->db);
	s->db = NULL;
	conf_release(&s->conf);
	strbuf_release(&s->url);
	strbuf_release(&s->cache);
}
