/* What a filesystem can do; see ability.h. */
#include "publish/ability.h"

#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/xattr.h>

#include "core/path.h"

#define XATTR "user.metarr"
#define MAX_LOOKED_AT 100 /* names of the folder */

/* The name with its first letter in the other case; false when it has none. */
static bool other_case(const char *name, struct strbuf *out)
{
	size_t i;

	strbuf_clear(out);
	strbuf_addstr(out, name);
	for (i = 0; i < out->len; i++) {
		int c = (unsigned char)out->buf[i];

		if (c < 0x80 && isalpha(c)) {
			out->buf[i] = (char)(c ^ 0x20);
			return true;
		}
	}
	return false;
}

/* A name that is there is asked for in the other case: nothing, or another file, is the answer where case
 * matters. */
static int name_tells(int fd, const char *name, const char *other)
{
	struct stat st, st_other;

	if (fstatat(fd, name, &st, AT_SYMLINK_NOFOLLOW))
		return -1;
	if (fstatat(fd, other, &st_other, AT_SYMLINK_NOFOLLOW))
		return errno == ENOENT ? 1 : -1;
	return st.st_dev != st_other.st_dev || st.st_ino != st_other.st_ino;
}

static int look_at_case(const char *path)
{
	struct strbuf other = STRBUF_INIT;
	DIR *dir = opendir(path);
	struct dirent *e;
	int n = 0, matters = -1;

	while (dir && matters < 0 && n++ < MAX_LOOKED_AT && (e = readdir(dir)))
		if (other_case(e->d_name, &other))
			matters = name_tells(dirfd(dir), e->d_name, other.buf);
	if (dir)
		closedir(dir);
	strbuf_release(&other);
	return matters;
}

static int look_at_xattrs(const char *path)
{
	if (getxattr(path, XATTR, NULL, 0) >= 0 || errno == ENODATA)
		return 1;
	return errno == ENOTSUP ? 0 : -1;
}

void ability_look(const char *dir, struct ability *a)
{
	*a = (struct ability){
		.case_matters = look_at_case(dir), .xattrs = look_at_xattrs(dir), .exchange = -1};
}

int ability_try(const char *dir, const struct file_attrs *attrs, struct ability *a, struct error *err)
{
	struct strbuf target = STRBUF_INIT, one = STRBUF_INIT, two = STRBUF_INIT;
	struct error ignored = ERROR_INIT;
	int rc;

	ability_look(dir, a);
	path_join(&target, dir, "metarr-check"); /* which is never made */
	rc = file_stage(target.buf, "", 0, attrs, &one, &a->refused, err);
	if (!rc)
		rc = file_stage(target.buf, "", 0, attrs, &two, &a->refused, err);
	if (!rc) {
		a->tried = true;
		a->exchange = file_exchange(one.buf, two.buf, &ignored);
		a->xattrs = !setxattr(one.buf, XATTR, "", 0, 0);
		file_sync_dir(dir, &a->refused, &ignored);
	}
	if (one.len)
		file_remove(one.buf, &ignored);
	if (two.len)
		file_remove(two.buf, &ignored);
	strbuf_release(&target);
	strbuf_release(&one);
	strbuf_release(&two);
	error_release(&ignored);
	return rc;
}

/* One of the two, where it is known which. */
static void add(struct strbuf *out, int can, const char *yes, const char *no)
{
	if (can < 0)
		return;
	if (out->len)
		strbuf_addstr(out, ", ");
	strbuf_addstr(out, can ? yes : no);
}

void ability_text(const struct ability *a, struct strbuf *out)
{
	struct strbuf text = STRBUF_INIT;

	add(&text, a->case_matters, "case matters in names", "case does not matter in names");
	add(&text, a->xattrs, "extended attributes", "no extended attributes");
	add(&text, a->exchange, "files change names in one step", "files do not change names in one step");
	if (a->tried) {
		add(&text, !(a->refused & FILE_REFUSED_MODE), "modes", "no modes");
		add(&text, !(a->refused & FILE_REFUSED_OWNER), "owners", "no owners");
	}
	strbuf_addbuf(out, &text);
	strbuf_release(&text);
}

static void set(struct record *r, const char *key, int can)
{
	if (can < 0)
		record_set_str(r, key, NULL);
	else
		record_set_bool(r, key, can);
}

void ability_record(const struct ability *a, struct record *r)
{
	set(r, "case_sensitive", a->case_matters);
	set(r, "xattrs", a->xattrs);
	set(r, "exchange", a->exchange);
	set(r, "modes", a->tried ? !(a->refused & FILE_REFUSED_MODE) : -1);
	set(r, "owners", a->tried ? !(a->refused & FILE_REFUSED_OWNER) : -1);
}
