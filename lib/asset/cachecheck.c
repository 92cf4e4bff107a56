/* Looking at the cache as a whole; see cachecheck.h. */
#include "asset/cachecheck.h"

#include <errno.h>
#include <inttypes.h>
#include <string.h>
#include <unistd.h>

#include "core/file.h"
#include "core/path.h"
#include "core/sha256.h"
#include "store/inventory.h"

#define STATES (OBJECT_UNREADABLE + 1)

/* What was found in each state, and the first of them. */
struct tally {
	int64_t n[STATES];
	struct strbuf first[STATES];
	int64_t texts; /* of NFOs, that are damaged */
};

static void add(struct tally *t, const struct cache_object *o, enum object_state state)
{
	if (!t->n[state]++)
		strbuf_addstr(&t->first[state], o->file_path);
}

/* By its size alone. */
static enum object_state look(const struct mender *m, const struct cache_object *o)
{
	struct strbuf path = STRBUF_INIT;
	struct file_stamp stamp;
	int rc;

	path_join(&path, m->cache_dir, o->file_path);
	rc = file_stamp(path.buf, &stamp, NULL);
	strbuf_release(&path);
	return rc < 0			    ? OBJECT_UNREADABLE
	       : !rc			    ? OBJECT_MISSING
	       : !S_ISREG(stamp.mode)	    ? OBJECT_DAMAGED
	       : stamp.size != o->file_size ? OBJECT_DAMAGED
					    : OBJECT_GOOD;
}

struct looking {
	const struct mender *m;
	struct tally *tally;
};

static int look_at(const struct cache_object *o, void *ctx, struct error *err)
{
	struct looking *l = ctx;

	(void)err;
	if (sha256_is_hex(o->content_hash)) /* not of before there were hashes */
		add(l->tally, o, look(l->m, o));
	return 0;
}

static int look_at_all(const struct mender *m, struct tally *t, struct error *err)
{
	struct looking l = {.m = m, .tally = t};

	return inventory_each(m->db, look_at, &l, err);
}

/* One whose state cannot be known is one that this user cannot read. */
static int tally_object(
	const struct cache_object *o, const struct mending *mending, const struct error *why, void *ctx)
{
	struct tally *t = ctx;

	if (o->file_path)
		add(t, o, why->code != ERR_NONE ? OBJECT_UNREADABLE : mending->was);
	else
		t->texts++;
	return 0;
}

static int read_all(struct mender *m, struct tally *t, struct error *err)
{
	size_t good = 0, texts;
	int rc = mend_all(m, tally_object, t, &good, err);

	t->n[OBJECT_GOOD] = (int64_t)good;
	if (!rc)
		rc = mend_nfos(m, tally_object, t, &texts, err);
	return rc < 0 ? -1 : 0;
}

static void give_objects(struct tally *t, struct findings *out)
{
	static const char *const names[] = {NULL, "cache_missing", "cache_damaged", "cache_unreadable"};
	int state;

	for (state = OBJECT_MISSING; state < STATES; state++) {
		struct finding f = finding_new(FINDING_WRONG, names[state], NULL);

		if (!t->n[state])
			continue;
		f.count = t->n[state];
		strbuf_addf(&f.cause, "%" PRId64 " of the cache's objects %s %s, such as '%s'", t->n[state],
			t->n[state] == 1 ? "is" : "are", object_state_name((enum object_state)state),
			t->first[state].buf);
		strbuf_addstr(&f.help, state == OBJECT_UNREADABLE
					       ? "make the cache's files readable for this user"
					       : "metarr recover --cache");
		findings_give(out, &f);
	}
}

static void give_texts(const struct tally *t, struct findings *out)
{
	struct finding f = finding_new(FINDING_WRONG, "texts_damaged", NULL);

	if (!t->texts)
		return;
	f.count = t->texts;
	strbuf_addf(&f.cause, "%" PRId64 " of the NFO texts in the database %s damaged", t->texts,
		t->texts == 1 ? "is" : "are");
	strbuf_addstr(&f.help, "metarr recover --cache");
	findings_give(out, &f);
}

/* True when there is a folder to look into. One that is not there is made when something is stored. */
static bool check_folder(const struct mender *m, int64_t objects, struct findings *out)
{
	bool there = !access(m->cache_dir, F_OK) || errno != ENOENT;
	struct finding f = finding_new(FINDING_WRONG, there ? "cache_unwritable" : "cache_absent", NULL);

	if (there ? !access(m->cache_dir, R_OK | W_OK | X_OK) : !objects)
		return there;
	strbuf_addf(&f.cause,
		there ? "the cache's folder '%s' cannot be written: %s"
		      : "the cache's folder '%s' is gone: %s",
		m->cache_dir, strerror(errno));
	strbuf_addstr(
		&f.help, there ? "give this user the folder, or name another with 'cache' in metarr.conf"
			       : "mount its disk, or name the right folder with 'cache' in metarr.conf; "
				 "if it is lost: metarr recover --cache");
	findings_give(out, &f);
	return there && !access(m->cache_dir, X_OK);
}

int cachecheck(struct mender *m, bool full, struct findings *out, int64_t *objects, struct error *err)
{
	struct tally t = {{0}, {STRBUF_INIT, STRBUF_INIT, STRBUF_INIT, STRBUF_INIT}, 0};
	int state, rc = inventory_count(m->db, objects, err);

	m->look_only = true;
	if (!rc && check_folder(m, *objects, out))
		rc = full ? read_all(m, &t, err) : look_at_all(m, &t, err);
	if (!rc) {
		give_objects(&t, out);
		give_texts(&t, out);
	}
	for (state = 0; state < STATES; state++)
		strbuf_release(&t.first[state]);
	return rc;
}
