/* What stands at a path, and putting it back; see standing.h. */
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <pwd.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/xattr.h>
#include <unistd.h>

#include "asset/cache.h"
#include "core/alloc.h"
#include "core/json.h"
#include "core/path.h"
#include "publish/standing.h"

#define MAX_XATTR 65536 /* bytes of one attribute, and of all names */

static int check_kind(const char *path, const struct file_stamp *stamp, struct error *err)
{
	if (S_ISREG(stamp->mode))
		return 0;
	return error_set(err, ERR_EXISTS, "'%s' is %s", path,
		S_ISDIR(stamp->mode) ? "a folder, not a file" : "no regular file");
}

int standing_look(const char *path, struct standing *out, struct strbuf *bytes, struct error *err)
{
	struct strbuf own = STRBUF_INIT, *data = bytes ? bytes : &own;
	int there, rc = -1;

	memset(out, 0, sizeof(*out));
	strbuf_clear(data);
	there = file_stamp(path, &out->stamp, err);
	if (there < 0)
		return -1;
	out->there = there || out->stamp.is_link;
	out->empty_link = !there && out->stamp.is_link;
	if (!there)
		return 0;
	if (!check_kind(path, &out->stamp, err) &&
		!file_read_stamped(path, CACHE_MAX_FILE, data, &out->stamp, err)) {
		sha256_hex(data->buf, data->len, out->hash);
		rc = 0;
	}
	strbuf_release(&own);
	return rc;
}

static bool seen_matches(const struct seen_file *seen, const struct file_stamp *stamp)
{
	return seen && seen->content_hash && sha256_is_hex(seen->content_hash) && seen->size == stamp->size &&
	       seen->mtime_ns == stamp->mtime_ns && (uint64_t)seen->inode == stamp->inode;
}

int standing_look_seen(const struct publisher *pub, const char *path, const struct seen_file *seen,
	struct standing *out, struct error *err)
{
	int there;

	memset(out, 0, sizeof(*out));
	there = file_stamp(path, &out->stamp, err);
	if (there < 0)
		return -1;
	if (!there || !S_ISREG(out->stamp.mode) || pub->reread || !seen_matches(seen, &out->stamp))
		return standing_look(path, out, NULL, err);
	out->there = true;
	memcpy(out->hash, seen->content_hash, SHA256_HEX_SIZE);
	return 0;
}

int standing_still(const char *path, const struct standing *then, struct error *err)
{
	struct file_stamp now;
	int there = file_stamp(path, &now, err);

	if (there < 0)
		return -1;
	if (!then->there)
		return !there && !now.is_link;
	if (now.is_link != then->stamp.is_link)
		return 0;
	return then->empty_link ? !there : there && file_stamp_equal(&now, &then->stamp);
}

static char *link_text(const char *path)
{
	char text[4096];
	ssize_t len = readlink(path, text, sizeof(text) - 1);

	if (len < 0)
		return NULL;
	text[len] = '\0';
	return xstrdup(text);
}

static void add_hex(struct strbuf *out, const char *data, size_t len)
{
	size_t i;

	for (i = 0; i < len; i++)
		strbuf_addf(out, "%02x", (unsigned char)data[i]);
}

/* The attributes as a JSON object, or NULL when there are none. Those that cannot be read are left out. */
static char *xattrs_text(const char *path)
{
	char *names = xmalloc(MAX_XATTR), *value = xmalloc(MAX_XATTR), *name;
	struct strbuf json = STRBUF_INIT, hex = STRBUF_INIT;
	struct jsonw w;
	ssize_t n, len = listxattr(path, names, MAX_XATTR);
	bool any = false;

	jsonw_init(&w, &json);
	jsonw_object(&w);
	for (name = names; len > 0 && name < names + len; name += strlen(name) + 1) {
		n = getxattr(path, name, value, MAX_XATTR);
		if (n < 0)
			continue;
		strbuf_clear(&hex);
		add_hex(&hex, value, (size_t)n);
		jsonw_kstr(&w, name, hex.buf);
		any = true;
	}
	jsonw_end(&w);
	free(names);
	free(value);
	strbuf_release(&hex);
	if (!any)
		strbuf_release(&json);
	return any ? strbuf_detach(&json, NULL) : NULL;
}

int standing_displaced(const char *path, const struct standing *st, enum content_kind kind,
	struct displaced *d, struct error *err)
{
	struct passwd *pw;
	struct group *gr;

	memset(d, 0, sizeof(*d));
	d->path = xstrdup(path);
	d->existed = st->there;
	if (!st->there)
		return 0;
	if (st->stamp.is_link) {
		d->link_text = link_text(path);
		if (!d->link_text)
			return error_errno(err, errno, "cannot read the link '%s'", path);
	}
	if (st->empty_link)
		return 0;
	d->hash = xstrdup(st->hash);
	d->kind = kind;
	d->mode = st->stamp.mode & 07777;
	d->uid = st->stamp.uid;
	d->gid = st->stamp.gid;
	d->mtime_ns = st->stamp.mtime_ns;
	pw = getpwuid(st->stamp.uid);
	gr = getgrgid(st->stamp.gid);
	d->owner = pw ? xstrdup(pw->pw_name) : NULL;
	d->file_group = gr ? xstrdup(gr->gr_name) : NULL;
	d->xattrs = xattrs_text(path);
	return 0;
}

/* A link again: made beside it and renamed over what stands there now. */
static int restore_link(const struct displaced *d, struct error *err)
{
	struct strbuf dir = STRBUF_INIT, temp = STRBUF_INIT;
	int rc;

	path_dir(&dir, d->path);
	file_temp_name(&temp, dir.buf);
	rc = symlink(d->link_text, temp.buf) ? error_errno(err, errno, "cannot make the link '%s'", d->path)
					     : 0;
	if (!rc) {
		rc = file_commit(temp.buf, d->path, err);
		if (rc)
			unlink(temp.buf);
	}
	strbuf_release(&dir);
	strbuf_release(&temp);
	return rc;
}

/* What now stands at the path took its owner, mode and attributes from the old file: they come back the same
 * way. */
static int restore_file(
	struct publisher *pub, const struct displaced *d, const struct strbuf *bytes, struct error *err)
{
	struct timespec times[2] = {{0, UTIME_OMIT}, {d->mtime_ns / 1000000000, d->mtime_ns % 1000000000}};
	struct strbuf temp = STRBUF_INIT;
	int rc = file_stage(d->path, bytes->buf, bytes->len, &pub->attrs, &temp, &pub->refused, err);

	if (!rc) {
		chmod(temp.buf,
			(mode_t)d->mode); /* a removed file has left no example; refusals do no harm here */
		utimensat(AT_FDCWD, temp.buf, times, 0);
		rc = file_commit(temp.buf, d->path, err);
		if (rc)
			unlink(temp.buf);
	}
	strbuf_release(&temp);
	return rc;
}

int standing_restore(
	struct publisher *pub, const struct displaced *d, const struct strbuf *bytes, struct error *err)
{
	if (!d->existed)
		return file_remove(d->path, err);
	if (d->link_text)
		return restore_link(d, err);
	return restore_file(pub, d, bytes, err);
}

static int hex_digit(char c)
{
	return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* One attribute, its value in hexadecimal. */
static void set_xattr(const char *path, const char *name, const char *hex, unsigned *refused)
{
	struct strbuf value = STRBUF_INIT;

	for (; hex_digit(hex[0]) >= 0 && hex_digit(hex[1]) >= 0; hex += 2)
		strbuf_addch(&value, (char)(hex_digit(hex[0]) << 4 | hex_digit(hex[1])));
	if (setxattr(path, name, value.buf, value.len, 0) && !strncmp(name, "user.", 5))
		*refused |= FILE_REFUSED_XATTR;
	strbuf_release(&value);
}

/* Those that it took from the file that it replaces, and that the old one had not, go. */
static void drop_xattrs(const char *path, const cJSON *keep)
{
	char *names = xmalloc(MAX_XATTR), *name;
	ssize_t len = listxattr(path, names, MAX_XATTR);

	for (name = names; len > 0 && name < names + len; name += strlen(name) + 1)
		if (!cJSON_GetObjectItemCaseSensitive(keep, name))
			removexattr(path, name);
	free(names);
}

static void dress_xattrs(const char *path, const char *json, unsigned *refused)
{
	cJSON *all = json ? json_parse(json, strlen(json), NULL) : NULL, *one;

	drop_xattrs(path, all);
	cJSON_ArrayForEach (one, all)
		if (cJSON_IsString(one))
			set_xattr(path, one->string, one->valuestring, refused);
	cJSON_Delete(all);
}

void standing_dress(const char *temp, const struct displaced *d, unsigned *refused)
{
	struct timespec times[2] = {{0, UTIME_OMIT}, {d->mtime_ns / 1000000000, d->mtime_ns % 1000000000}};
	struct stat st;

	if (stat(temp, &st) ||
		((st.st_uid != (uid_t)d->uid || st.st_gid != (gid_t)d->gid) &&
			chown(temp, (uid_t)d->uid, (gid_t)d->gid) && chown(temp, (uid_t)-1, (gid_t)d->gid)))
		*refused |= FILE_REFUSED_OWNER;
	dress_xattrs(temp, d->xattrs, refused);
	if (chmod(temp, (mode_t)d->mode))
		*refused |= FILE_REFUSED_MODE;
	if (utimensat(AT_FDCWD, temp, times, 0))
		*refused |= FILE_REFUSED_MODE;
}
