#include "scan/scan.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "asset/cache.h"
#include "core/alloc.h"
#include "core/file.h"
#include "core/path.h"
#include "core/prog.h"
#include "core/sha256.h"
#include "scan/claims.h"
#include "scan/scanner.h"
#include "scan/walk.h"
#include "store/guard.h"
#include "store/lock.h"
#include "store/publog.h"
#include "store/seen.h"

#define GUARD_TIMEOUT_MS 30000 /* where children have no limit: a disk that slept takes up to 15 s */
#define FOLDER_LOCK_MS 30000

/* What the walk fills besides the scanner. */
struct finding {
	struct scanner *s;
	struct strbuf fresh; /* folders that no scan knew */
	size_t nfresh;
};

bool scanner_again(enum error_code code)
{
	return !error_lasts(code) || code == ERR_CRASHED || code == ERR_TIMEOUT || code == ERR_NO_MEMORY;
}

void scanner_problem(struct scanner *s, const char *path, struct error *err, bool warning)
{
	struct strbuf full = STRBUF_INIT;

	if (warning)
		s->sum->warnings++;
	else
		s->sum->problems++;
	scanner_db_path(s, path, "", &full);
	if (s->ev->problem)
		s->ev->problem(full.buf, err, warning, s->ev->ctx);
	strbuf_release(&full);
	error_release(err);
}

static void full_path(const char *root, const char *folder, const char *name, struct strbuf *out)
{
	struct strbuf below = STRBUF_INIT;

	path_join(&below, folder, name);
	path_join(out, root, below.buf);
	strbuf_release(&below);
}

void scanner_db_path(const struct scanner *s, const char *folder, const char *name, struct strbuf *out)
{
	full_path(s->lib->path, folder, name, out);
}

void scanner_disk_path(const struct scanner *s, const char *folder, const char *name, struct strbuf *out)
{
	full_path(s->o->root, folder, name, out);
}

void scanner_local(const struct scanner *s, const char *db_path, struct strbuf *out)
{
	const char *below = path_relative(db_path, s->lib->path);
	const char *of_set = s->o->sets ? path_relative(db_path, s->o->sets_there) : NULL;

	if (below)
		path_join(out, s->o->root, below);
	else if (of_set)
		path_join(out, s->o->sets, of_set);
	else
		strbuf_addstr(out, db_path);
}

bool scanner_same_bytes(const char *path, const struct seen_file *seen, int64_t size)
{
	struct strbuf bytes = STRBUF_INIT;
	char hash[SHA256_HEX_SIZE];
	bool same = false;

	if (seen && seen->content_hash && seen->size == size &&
		!file_read(path, CACHE_MAX_FILE, &bytes, NULL)) {
		sha256_hex(bytes.buf, bytes.len, hash);
		same = !strcmp(hash, seen->content_hash);
	}
	strbuf_release(&bytes);
	return same;
}

struct child_pool *scanner_pool(const struct scanner *s, const char *program, const char *const options[],
	int nice, struct error *err)
{
	struct child_limits limits = {
		.memory_bytes = s->o->child_memory, .timeout_ms = s->o->child_timeout, .nice = nice};
	const char *argv[SCANNER_OPTIONS + 2] = {NULL};
	struct strbuf path = STRBUF_INIT;
	struct child_pool *pool = NULL;

	if (prog_sibling(program, &path, err) == 0) {
		argv[0] = path.buf;
		for (size_t i = 0; i < SCANNER_OPTIONS && options[i]; i++)
			argv[i + 1] = options[i];
		pool = child_pool_new(argv, s->o->children, &limits);
	}
	strbuf_release(&path);
	return pool;
}

void scanner_progress(const struct scanner *s, enum scan_pass pass, size_t done, size_t total)
{
	if (s->ev->progress && (size_t)pass == SCAN_ROWS + s->at)
		s->ev->progress(pass, done, total, s->ev->ctx);
}

void ref_list_add(struct ref_list *list, enum entity type, int64_t id)
{
	ALLOC_GROW(list->item, list->n + 1, list->alloc);
	list->item[list->n++] = (struct ref){type, id};
}

void ref_list_release(struct ref_list *list)
{
	free(list->item);
	*list = (struct ref_list){NULL, 0, 0};
}

static void add_name(struct strbuf *list, size_t *n, const char *name)
{
	strbuf_add(list, name, strlen(name) + 1);
	++*n;
}

static void tell_change(const struct scanner *s, const char *folder, enum scan_change what)
{
	struct strbuf path = STRBUF_INIT;

	scanner_db_path(s, folder, "", &path);
	if (s->ev->change)
		s->ev->change(path.buf, what, s->ev->ctx);
	strbuf_release(&path);
}

static int on_folder(const struct folder *f, void *ctx)
{
	struct finding *found = ctx;
	struct scanner *s = found->s;
	enum known_state state = known_meet(s->known, f->path.buf, f->signature);

	s->sum->folders++;
	if (state == KNOWN_NOT && f->n > 0)
		add_name(&found->fresh, &found->nfresh, f->path.buf);
	else if (state == KNOWN_CHANGED || (state == KNOWN_SAME && (*s->only || s->o->probe)))
		add_name(&s->changed, &s->nchanged, f->path.buf);
	if (s->ev->progress && s->sum->folders % 64 == 0)
		s->ev->progress(SCAN_WALK, s->sum->folders, 0, s->ev->ctx);
	return 0;
}

static void on_problem(const char *path, const struct error *err, bool warning, void *ctx)
{
	struct finding *found = ctx;
	struct error copy = ERROR_INIT;

	error_set(&copy, err->code, "%s", err->msg.buf);
	scanner_problem(found->s, path, &copy, warning);
}

static void on_blind(const char *folder, void *ctx)
{
	struct finding *found = ctx;

	known_blind(found->s->known, folder);
}

static int on_known(const char *folder, const char *signature, void *ctx)
{
	known_add(((struct scanner *)ctx)->known, folder, signature);
	return 0;
}

static int on_unmet(const char *folder, void *ctx)
{
	struct scanner *s = ctx;

	add_name(&s->gone, &s->ngone, folder);
	return 0;
}

/* Which folders are new, changed and gone. Those that were known come first: what left them may be in a new
 * one. */
static int find_changes(struct scanner *s, struct error *err)
{
	struct finding found = {.s = s, .fresh = STRBUF_INIT};
	struct walk_events ev = {on_folder, on_problem, on_blind};
	const char *folder;
	int rc;

	s->known = known_new();
	if (seen_folders(s->db, s->lib->id, on_known, s, err) < 0)
		return -1;
	rc = walk_library(s->o->root, s->lister.shows, s->only, &ev, &found, err);
	s->nknown = s->nchanged;
	strbuf_addbuf(&s->changed, &found.fresh);
	s->nchanged += found.nfresh;
	strbuf_release(&found.fresh);
	if (rc < 0)
		return -1;
	known_unmet(s->known, s->only, on_unmet, s);
	if (!s->o->dry_run)
		return 0;
	folder = s->changed.buf;
	for (size_t i = 0; i < s->nchanged; i++, folder += strlen(folder) + 1)
		tell_change(s, folder, i < s->nknown ? SCAN_CHANGED : SCAN_NEW);
	folder = s->gone.buf;
	for (size_t i = 0; i < s->ngone; i++, folder += strlen(folder) + 1)
		tell_change(s, folder, SCAN_GONE);
	return 0;
}

/* Publishes that were killed are finished or dropped before anything is read. */
static int recover(struct scanner *s, struct error *err)
{
	struct publish *open = NULL;
	size_t n = 0;
	int rc = s->ev->recover ? publog_open_in(s->db, s->lib->id, NULL, &open, &n, err) : 0;

	for (size_t i = 0; i < n && rc == 0; i++) {
		struct db_lock *lock = NULL;
		struct error bad = ERROR_INIT;
		int held = lock_folder(&lock, s->db, s->lib->id, open[i].folder, 0, &bad);

		/* Held: its publish is at work, not killed. */
		if (held < 0 || (held > 0 && s->ev->recover(open[i].folder, s->ev->ctx, &bad) < 0))
			scanner_problem(s, open[i].folder, &bad, false);
		db_unlock(lock);
		error_release(&bad);
	}
	publishes_free(open, n);
	return rc;
}

/* FUSE and FAT make inode numbers up as they go; a network's may be another server's. */
static bool inodes_stay(const char *fs_type)
{
	static const char *const stay[] = {"ext2", "ext3", "ext4", "xfs", "btrfs", "zfs", "f2fs", "jfs",
		"reiserfs", "bcachefs", "tmpfs", "nfs", "nfs4"};

	for (size_t i = 0; i < sizeof(stay) / sizeof(stay[0]); i++) {
		if (strcmp(fs_type, stay[i]) == 0)
			return true;
	}
	return false;
}

static int scan_locked(struct scanner *s, const char *fs_type, struct error *err)
{
	if (recover(s, err) < 0 || find_changes(s, err) < 0)
		return -1;
	if (s->o->dry_run)
		return 0;
	if (claims_collect(s, &s->claims, err) < 0 || scan_passes(s, err) < 0)
		return -1;
	return *s->only ? 0 : library_scanned(s->db, s->lib->id, fs_type, err);
}

int scan_library(struct db *db, const struct library *lib, const struct scan_options *options,
	const struct scan_events *events, struct scan_sum *sum, struct error *err)
{
	struct scanner s = {.db = db,
		.lib = lib,
		.o = options,
		.ev = events,
		.sum = sum,
		.only = options->only ? options->only : "",
		.named = path_base(lib->path),
		.changed = STRBUF_INIT,
		.gone = STRBUF_INIT};
	struct strbuf fs_type = STRBUF_INIT;
	struct db_lock *lock = NULL;
	struct timespec now;
	int rc;

	rc = guard_library(lib, options->root,
		options->child_timeout > 0 ? options->child_timeout : GUARD_TIMEOUT_MS, options->force,
		&fs_type, err);
	if (rc == 0) {
		rc = lock_library(&lock, db, lib->id, options->wait, err);
		if (rc == 0)
			error_set(err, ERR_BUSY, "another scan of library '%s' is running", lib->name);
		rc = rc > 0 ? 0 : -1;
	}
	if (rc == 0) {
		clock_gettime(CLOCK_REALTIME, &now);
		s.now_ns = (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
		s.inodes = inodes_stay(fs_type.buf);
		/* What is odd the walk has told. */
		s.lister = (struct lister){.root = options->root, .shows = lib->type == LIBRARY_TVSHOWS};
		rc = scan_locked(&s, fs_type.buf, err);
	}
	db_unlock(lock);
	known_free(s.known);
	claims_free(s.claims);
	lister_release(&s.lister);
	ref_list_release(&s.touched);
	strbuf_release(&s.changed);
	strbuf_release(&s.gone);
	strbuf_release(&fs_type);
	return rc;
}
