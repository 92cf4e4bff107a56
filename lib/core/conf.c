/* Where the values of the keys come from, and what follows from them; see conf.h. */
#include <grp.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include "core/alloc.h"
#include "core/conf.h"
#include "core/log.h"
#include "core/path.h"

/* Appends "$VARIABLE/metarr/name", or "~/fallback/metarr/name" where the variable is not set. */
static int xdg_path(
	const char *variable, const char *fallback, const char *name, struct strbuf *out, struct error *err)
{
	const char *base = getenv(variable);

	if (base && base[0] == '/') {
		strbuf_addstr(out, base);
	} else {
		if (conf_home(out, err))
			return -1;
		strbuf_addf(out, "/%s", fallback);
	}
	strbuf_addf(out, "/metarr/%s", name);
	return 0;
}

static void replace(struct conf_value *v, char *text, const char *origin)
{
	free(v->text);
	free(v->origin);
	v->text = text;
	v->origin = xstrdup(origin);
}

/* more: a further pair of one source. */
static int set_value(struct conf *c, enum conf_key key, const char *value, const char *origin, bool more,
	struct error *err)
{
	struct conf_value *v = &c->value[key];
	struct strbuf text = STRBUF_INIT;

	if (more && v->text)
		strbuf_addf(&text, "%s\n", v->text);
	if (*value && conf_clean_value(conf_info[key].kind, value, &text, err)) {
		strbuf_release(&text);
		return error_prefix(err, "%s: %s", origin, conf_info[key].name);
	}
	replace(v, text.len ? strbuf_detach(&text, NULL) : NULL, origin);
	strbuf_release(&text);
	return 0;
}

int conf_set(struct conf *c, enum conf_key key, const char *value, const char *origin, struct error *err)
{
	return set_value(c, key, value, origin, false, err);
}

/* A key that the system's file has settled for everybody. */
static bool is_fixed(const struct conf *c, enum conf_key key, const char *origin)
{
	if (!c->fixed || (key != CONF_DB && key != CONF_CACHE))
		return false;
	log_warn("%s: %s is not taken: %s names the database of this machine", origin, conf_info[key].name,
		c->value[CONF_DB].origin);
	return true;
}

/* One file while it is read. */
struct source {
	struct conf *c;
	const char *path;
	size_t line;
	bool seen[CONF_COUNT];
};

static int read_line(struct source *src, char *line, struct error *err)
{
	struct strbuf origin = STRBUF_INIT, name = STRBUF_INIT, value = STRBUF_INIT;
	char *equals = strchr(line, '=');
	enum conf_key key;
	int rc = -1;

	strbuf_addf(&origin, "%s:%zu", src->path, src->line);
	if (!equals) {
		error_set(err, ERR_CONFIG, "%s: no '=' in '%s'", origin.buf, line);
		goto out;
	}
	strbuf_add(&name, line, (size_t)(equals - line));
	strbuf_trim(&name);
	strbuf_addstr(&value, equals + 1);
	strbuf_trim(&value);
	key = conf_key_by_name(name.buf);
	if (key == CONF_COUNT) {
		conf_key_unknown(name.buf, origin.buf, err);
	} else if (src->seen[key] && conf_info[key].kind != CONF_PAIRS) {
		error_set(err, ERR_CONFIG, "%s: %s is there a second time", origin.buf, name.buf);
	} else {
		rc = is_fixed(src->c, key, origin.buf)
			     ? 0
			     : set_value(src->c, key, value.buf, origin.buf, src->seen[key], err);
		src->seen[key] = true;
	}
out:
	strbuf_release(&origin);
	strbuf_release(&name);
	strbuf_release(&value);
	return rc;
}

static int read_lines(struct source *src, char *text, struct error *err)
{
	char *line, *rest = text;

	while ((line = strsep(&rest, "\n"))) {
		src->line++;
		line += strspn(line, " \t\r");
		if (*line && *line != '#' && read_line(src, line, err))
			return -1;
	}
	return 0;
}

static void warn_of_readers(const struct source *src)
{
	struct stat st;
	int key;

	if (stat(src->path, &st) || !(st.st_mode & S_IROTH))
		return;
	for (key = 0; key < CONF_COUNT; key++)
		if (src->seen[key] && conf_info[key].kind == CONF_SECRET) {
			log_warn("everybody can read the keys in '%s'; chmod o-r helps", src->path);
			return;
		}
}

/* /dev/null, or a link to it, is how a person says: an empty one. */
static bool is_null_device(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 && S_ISCHR(st.st_mode) && st.st_rdev == makedev(1, 3);
}

static int read_file(struct conf *c, const char *path, bool must, struct error *err)
{
	struct source src = {.c = c, .path = path};
	struct strbuf text = STRBUF_INIT;
	struct error why = ERROR_INIT;
	int rc;

	if (is_null_device(path))
		return 0;
	rc = file_read(path, CONF_MAX_FILE, &text, &why);
	if (rc && why.code == ERR_NOT_FOUND && !must && access(path, F_OK)) {
		rc = 0;
	} else if (rc) {
		error_set(err, why.code == ERR_PERMISSION ? ERR_PERMISSION : ERR_CONFIG, "configuration: %s",
			why.msg.buf);
	} else if (memchr(text.buf, '\0', text.len)) {
		rc = error_set(err, ERR_CONFIG, "configuration: '%s' is no text", path);
	} else {
		rc = read_lines(&src, text.buf, err);
		warn_of_readers(&src);
	}
	strbuf_release(&text);
	error_release(&why);
	return rc;
}

static int read_files(struct conf *c, const char *system_file, struct error *err)
{
	const char *named = getenv("METARR_CONF");
	struct strbuf user = STRBUF_INIT;
	int rc;

	if (named && *named)
		return read_file(c, named, true, err);
	if (read_file(c, system_file ? system_file : CONF_SYSTEM_FILE, false, err))
		return -1;
	c->fixed = c->value[CONF_DB].text != NULL;
	if (xdg_path("XDG_CONFIG_HOME", ".config", "metarr.conf", &user, NULL))
		return 0; /* no home: nothing of a user to read */
	rc = read_file(c, user.buf, false, err);
	strbuf_release(&user);
	return rc;
}

/* What a person typed for the command at hand: a relative path is meant from here. */
static int set_path_from_environment(struct conf *c, enum conf_key key, const char *value, struct error *err)
{
	struct strbuf full = STRBUF_INIT;
	int rc = path_normalise(&full, value, err);

	if (!rc)
		rc = set_value(c, key, full.buf, conf_info[key].variable, false, err);
	strbuf_release(&full);
	return rc;
}

static int set_pairs_from_environment(struct conf *c, enum conf_key key, const char *value, struct error *err)
{
	char *copy = xstrdup(value), *rest = copy, *line;
	bool more = false;
	int rc = 0;

	while (!rc && (line = strsep(&rest, "\n"))) {
		rc = set_value(c, key, line, conf_info[key].variable, more, err);
		more = true;
	}
	free(copy);
	return rc;
}

static int read_environment(struct conf *c, struct error *err)
{
	enum conf_key key;

	for (key = 0; key < CONF_COUNT; key++) {
		const struct conf_info *info = &conf_info[key];
		const char *value = getenv(info->variable);
		bool is_path = info->kind == CONF_PATH || info->kind == CONF_DATABASE;
		int rc;
		if (!value || is_fixed(c, key, info->variable))
			continue;
		if (info->kind == CONF_PAIRS)
			rc = set_pairs_from_environment(c, key, value, err);
		else if (is_path && *value && *value != '/' && *value != '~' && !strstr(value, "://"))
			rc = set_path_from_environment(c, key, value, err);
		else
			rc = set_value(c, key, value, info->variable, false, err);
		if (rc)
			return -1;
	}
	return 0;
}

int conf_load(struct conf *c, const char *system_file, struct error *err)
{
	conf_release(c);
	if (read_files(c, system_file, err))
		return -1;
	return read_environment(c, err);
}

void conf_release(struct conf *c)
{
	int key;

	for (key = 0; key < CONF_COUNT; key++) {
		free(c->value[key].text);
		free(c->value[key].origin);
	}
	memset(c, 0, sizeof(*c));
}

const char *conf_get(const struct conf *c, enum conf_key key)
{
	return c->value[key].text ? c->value[key].text : conf_info[key].preset;
}

int64_t conf_int(const struct conf *c, enum conf_key key)
{
	const char *text = conf_get(c, key);
	long cpus;

	if (text && (key != CONF_CHILDREN || strcmp(text, "0") != 0))
		return strtoll(text, NULL, conf_info[key].kind == CONF_OCTAL ? 8 : 10);
	if (key != CONF_CHILDREN)
		return -1;
	cpus = sysconf(_SC_NPROCESSORS_ONLN);
	return cpus > 0 ? cpus : 1;
}

int conf_db_url(const struct conf *c, struct strbuf *out, struct error *err)
{
	const char *db = conf_get(c, CONF_DB);

	if (!db)
		return xdg_path("XDG_DATA_HOME", ".local/share", "metarr.db", out, err);
	strbuf_addstr(out, db);
	return 0;
}

int conf_cache_dir(const struct conf *c, struct strbuf *out, struct error *err)
{
	const char *cache = conf_get(c, CONF_CACHE), *db = conf_get(c, CONF_DB);

	if (!cache && (!db || conf_is_postgres(db)))
		return xdg_path("XDG_DATA_HOME", ".local/share", "cache", out, err);
	if (cache) {
		strbuf_addstr(out, cache);
	} else {
		path_dir(out, db);
		strbuf_addstr(out, out->buf[out->len - 1] == '/' ? "cache" : "/cache");
	}
	return 0;
}

static int find_group(const char *name, gid_t *out, struct error *err)
{
	const struct group *gr = getgrnam(name);
	char *end;
	unsigned long number;

	if (gr) {
		*out = gr->gr_gid;
		return 0;
	}
	number = strtoul(name, &end, 10);
	if (*name < '0' || *name > '9' || *end)
		return error_set(err, ERR_CONFIG, "there is no group '%s'", name);
	*out = (gid_t)number;
	return 0;
}

int conf_file_attrs(const struct conf *c, struct file_attrs *attrs, struct error *err)
{
	const char *group = conf_get(c, CONF_GROUP);
	struct file_attrs a = {.have_file_mode = conf_get(c, CONF_FILE_MODE) != NULL,
		.have_dir_mode = conf_get(c, CONF_DIR_MODE) != NULL,
		.have_group = group != NULL};

	if (a.have_file_mode)
		a.file_mode = (mode_t)conf_int(c, CONF_FILE_MODE);
	if (a.have_dir_mode)
		a.dir_mode = (mode_t)conf_int(c, CONF_DIR_MODE);
	if (group && find_group(group, &a.group, err))
		return error_prefix(err, "%s", c->value[CONF_GROUP].origin);
	*attrs = a;
	return 0;
}

/* Appends path with the longest 'from' of all maps that it is inside replaced; back: the other way. */
static void map_path(const struct conf *c, const char *path, bool back, struct strbuf *out)
{
	const char *maps = conf_get(c, CONF_MAP);
	char *copy = xstrdup(maps ? maps : ""), *rest = copy, *line;
	const char *below, *best_below = NULL, *best_to = NULL;

	while ((line = strsep(&rest, "\n")) && *line) {
		char *to = strstr(line, " /") + 1;
		to[-1] = '\0';
		below = path_relative(path, back ? to : line);
		if (below && (!best_below || strlen(below) < strlen(best_below))) {
			best_below = below;
			best_to = back ? line : to;
		}
	}
	if (best_below)
		path_join(out, best_to, best_below);
	else
		strbuf_addstr(out, path);
	free(copy);
}

void conf_map_path(const struct conf *c, const char *path, struct strbuf *out)
{
	map_path(c, path, false, out);
}

void conf_unmap_path(const struct conf *c, const char *path, struct strbuf *out)
{
	map_path(c, path, true, out);
}
