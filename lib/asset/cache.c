/*
 * The content-addressed cache; see cache.h. A file under its own hash is either all there or not there: it
 * comes by core/file's durable write, so after a crash only a temporary may be left, and storing again is
 * harmless.
 */
#include <string.h>
#include <sys/stat.h>

#include "asset/cache.h"
#include "core/alloc.h"
#include "core/file.h"
#include "core/path.h"

#define MAX_SAME_NAME 1000 /* files of one name in quarantine */

static bool ext_valid(const char *ext)
{
	size_t len = strlen(ext);

	return len <= CACHE_MAX_EXT && strspn(ext, "abcdefghijklmnopqrstuvwxyz0123456789") == len;
}

void cache_relpath(struct strbuf *relpath, const char *sha256, const char *ext)
{
	if (!sha256_is_hex(sha256) || (ext && !ext_valid(ext)))
		BUG("no name of a cached file: '%s', '%s'", sha256 ? sha256 : "", ext ? ext : "");
	strbuf_clear(relpath);
	strbuf_addf(relpath, "assets/%.2s/%s", sha256, sha256);
	if (ext && *ext)
		strbuf_addf(relpath, ".%s", ext);
}

/* 1: the very bytes are there; 0: not, or others (then they are to be replaced); -1: cannot tell. */
static int is_there(const char *path, const void *data, size_t len, struct error *err)
{
	struct file_stamp stamp;
	struct strbuf there = STRBUF_INIT;
	int rc = file_stamp(path, &stamp, err);

	if (rc <= 0 || stamp.is_link || !S_ISREG(stamp.mode) || stamp.size != (int64_t)len)
		return rc < 0 ? -1 : 0;
	/* A file that cannot be read through (EIO) is as good as damaged: writing anew says what is wrong. */
	rc = file_read(path, len, &there, NULL) == 0 && there.len == len && !memcmp(there.buf, data, len);
	strbuf_release(&there);
	return rc;
}

int cache_store(const char *cache_dir, const void *data, size_t len, const char *ext,
	char sha256[SHA256_HEX_SIZE], struct strbuf *relpath, struct error *err)
{
	struct strbuf path = STRBUF_INIT, dir = STRBUF_INIT, rel = STRBUF_INIT;
	char hash[SHA256_HEX_SIZE];
	int rc;

	if (len > CACHE_MAX_FILE)
		return error_set(err, ERR_TOO_LONG, "%zu bytes are too many for the cache (at most %d)", len,
			CACHE_MAX_FILE);
	if (ext && !ext_valid(ext))
		return error_set(err, ERR_BAD_VALUE, "no extension for a cached file: '%s'", ext);
	sha256_hex(data, len, hash);
	cache_relpath(&rel, hash, ext);
	path_join(&path, cache_dir, rel.buf);
	path_dir(&dir, path.buf);
	rc = is_there(path.buf, data, len, err);
	if (rc == 0) {
		rc = file_mkdirs(dir.buf, NULL, err);
		if (!rc)
			rc = file_write(path.buf, data, len, NULL, NULL, err);
	} else if (rc > 0) {
		/* Whoever wrote it may have died, or be waiting, before its name was durable. */
		rc = file_sync_dir(dir.buf, NULL, err);
	}
	if (!rc) {
		memcpy(sha256, hash, sizeof(hash));
		strbuf_clear(relpath);
		strbuf_addbuf(relpath, &rel);
	}
	strbuf_release(&path);
	strbuf_release(&dir);
	strbuf_release(&rel);
	return rc;
}

static bool leaves_cache(const char *relpath)
{
	size_t len = strlen(relpath);

	return !len || relpath[0] == '/' || strstr(relpath, "/../") || !strncmp(relpath, "../", 3) ||
	       !strcmp(relpath, "..") || (len >= 3 && !strcmp(relpath + len - 3, "/.."));
}

int cache_load(const char *cache_dir, const char *relpath, const char *sha256, struct strbuf *data,
	struct error *err)
{
	struct strbuf path = STRBUF_INIT, bytes = STRBUF_INIT;
	char hash[SHA256_HEX_SIZE];
	int rc;

	if (leaves_cache(relpath))
		return error_set(err, ERR_BAD_VALUE, "a path that leaves the cache: '%s'", relpath);
	path_join(&path, cache_dir, relpath);
	rc = file_read(path.buf, CACHE_MAX_FILE, &bytes, err);
	if (!rc) {
		sha256_hex(bytes.buf, bytes.len, hash);
		if (strcmp(hash, sha256))
			rc = error_set(err, ERR_BAD_IMAGE, "damaged in the cache: '%s'", path.buf);
	}
	if (!rc) {
		strbuf_release(data);
		*data = bytes;
		strbuf_init(&bytes);
	}
	strbuf_release(&bytes);
	strbuf_release(&path);
	return rc;
}

/* Into the folder under the first name that is free. */
static int move_aside(const char *path, const char *dir, struct error *err)
{
	struct strbuf target = STRBUF_INIT, name = STRBUF_INIT;
	int n, rc = -1;

	for (n = 0; n < MAX_SAME_NAME; n++) {
		strbuf_clear(&target);
		strbuf_clear(&name);
		strbuf_addstr(&name, path_base(path));
		if (n)
			strbuf_addf(&name, ".%d", n);
		path_join(&target, dir, name.buf);
		error_clear(err);
		rc = file_commit_new(path, target.buf, err);
		if (!rc || err->code != ERR_CHANGED)
			break;
	}
	strbuf_release(&target);
	strbuf_release(&name);
	return rc;
}

int cache_quarantine(const char *cache_dir, const char *relpath, struct error *err)
{
	struct strbuf path = STRBUF_INIT, dir = STRBUF_INIT, from = STRBUF_INIT;
	struct file_stamp stamp;
	int rc;

	if (leaves_cache(relpath))
		return error_set(err, ERR_BAD_VALUE, "a path that leaves the cache: '%s'", relpath);
	path_join(&path, cache_dir, relpath);
	path_join(&dir, cache_dir, "quarantine");
	path_dir(&from, path.buf);
	rc = file_stamp(path.buf, &stamp, err);
	if (rc == 1) {
		rc = file_mkdirs(dir.buf, NULL, err) || move_aside(path.buf, dir.buf, err) ||
				     file_sync_dir(dir.buf, NULL, err) || file_sync_dir(from.buf, NULL, err)
			     ? -1
			     : 0;
	}
	strbuf_release(&path);
	strbuf_release(&dir);
	strbuf_release(&from);
	return rc;
}
