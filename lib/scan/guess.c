/* Guessing what a library is; see guess.h. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/alloc.h"
#include "core/path.h"
#include "media/artname.h"
#include "media/filekind.h"
#include "media/name.h"
#include "scan/guess.h"
#include "store/session.h"

/* The names in one folder. */
struct names {
	char **item;
	size_t n, alloc;
};

static void names_release(struct names *names)
{
	size_t i;

	for (i = 0; i < names->n; i++)
		free(names->item[i]);
	free(names->item);
	*names = (struct names){0};
}

/* Takes the descriptor. */
static int read_names(int fd, struct names *out)
{
	DIR *dir = fd < 0 ? NULL : fdopendir(fd);
	struct dirent *e;

	if (!dir) {
		if (fd >= 0)
			close(fd);
		return -1;
	}
	while (out->n < GUESS_ENTRIES && (e = readdir(dir))) {
		if (e->d_name[0] == '.')
			continue;
		ALLOC_GROW(out->item, out->n + 1, out->alloc);
		out->item[out->n++] = xstrdup(e->d_name);
	}
	closedir(dir);
	return 0;
}

static bool is_episode(const char *name)
{
	struct name_info info = NAME_INIT;
	bool yes;

	name_parse(&info, name, NAME_ANY);
	yes = info.is_episode;
	name_release(&info);
	return yes;
}

static bool has_name(const struct names *names, const char *name)
{
	size_t i;

	for (i = 0; i < names->n; i++)
		if (!strcasecmp(names->item[i], name))
			return true;
	return false;
}

/* The first video that is no trailer or sample; NULL: none. */
static const char *video_of(const struct names *names)
{
	size_t i;

	for (i = 0; i < names->n; i++)
		if (file_kind(names->item[i]) == FILE_VIDEO)
			return names->item[i];
	return NULL;
}

/* An empty folder, or one of a season ("Season 2", "Specials"), says nothing by itself. */
static void count_kind(const struct names *names, struct guess *g)
{
	const char *video = video_of(names);
	size_t i;
	bool seasons = false;

	for (i = 0; i < names->n && !seasons; i++)
		seasons = name_season_folder(names->item[i]) >= 0 && file_kind(names->item[i]) != FILE_VIDEO;
	if (has_name(names, "tvshow.nfo") || (video && is_episode(video)) || (!video && seasons))
		g->series++;
	else if (video || has_name(names, "VIDEO_TS") || has_name(names, "BDMV"))
		g->films++;
}

static void count_names(const struct names *names, struct guess *g)
{
	const char *video = video_of(names);
	struct strbuf base = STRBUF_INIT, nfo = STRBUF_INIT;
	size_t i, is_long = 0, is_short = 0;
	struct artname art;

	if (!video)
		return;
	path_stem(&base, video);
	strbuf_addf(&nfo, "%s.nfo", base.buf);
	for (i = 0; i < names->n; i++) {
		if (!strcasecmp(names->item[i], "movie.nfo"))
			is_short++;
		else if (!strcmp(names->item[i], nfo.buf))
			is_long++;
		else if (artname_read(names->item[i], base.buf, ART_MOVIE, &art) && art.known)
			*(art.naming == ART_LONG ? &is_long : &is_short) += 1;
	}
	if (is_long > is_short)
		g->long_names++;
	else if (is_short)
		g->short_names++;
	strbuf_release(&base);
	strbuf_release(&nfo);
}

static void look_into(int root, const char *name, struct guess *g)
{
	struct names names = {0};

	if (!read_names(openat(root, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NONBLOCK), &names)) {
		count_kind(&names, g);
		count_names(&names, g);
	}
	names_release(&names);
}

static bool is_folder(int root, const char *name)
{
	struct stat st;

	return fstatat(root, name, &st, 0) == 0 && S_ISDIR(st.st_mode);
}

int guess_library(const char *path, struct guess *out, struct error *err)
{
	struct names names = {0};
	size_t i, folders = 0;
	int root = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	*out = (struct guess){0};
	if (read_names(root < 0 ? -1 : fcntl(root, F_DUPFD_CLOEXEC, 0), &names)) {
		error_errno(err, errno, "cannot read '%s'", path);
		if (root >= 0)
			close(root);
		return -1;
	}
	for (i = 0; i < names.n; i++) {
		const char *name = names.item[i];

		if (file_kind(name) == FILE_VIDEO)
			*(is_episode(name) ? &out->series : &out->films) += 1;
		else if (folders < GUESS_FOLDERS && dir_kind(name, false) == DIR_PLAIN &&
			 is_folder(root, name)) {
			look_into(root, name, out);
			folders++;
		}
	}
	out->type = out->series > out->films ? LIBRARY_TVSHOWS : LIBRARY_MOVIES;
	out->names = out->long_names > out->short_names ? NAMING_LONG : NAMING_SHORT;
	names_release(&names);
	close(root);
	return 0;
}

int guess_folder(const char *path, struct strbuf *out, struct error *err)
{
	struct stat st;
	char *real = realpath(path, NULL);
	int rc = 0;

	if (!real || stat(real, &st))
		rc = errno == ENOENT ? error_set(err, ERR_NOT_FOUND, "'%s' does not exist", path)
				     : error_errno(err, errno, "cannot look at '%s'", path);
	else if (!S_ISDIR(st.st_mode))
		rc = error_set(err, ERR_BAD_VALUE, "'%s' is not a directory", path);
	else if (access(real, R_OK | X_OK))
		rc = error_errno(err, errno, "cannot read '%s'", path);
	else
		strbuf_addstr(out, real);
	free(real);
	return rc;
}

int guess_path(const struct session *s, const char *path, struct strbuf *out, struct error *err)
{
	struct strbuf here = STRBUF_INIT;
	int rc = guess_folder(path, &here, err);

	if (!rc)
		conf_unmap_path(&s->conf, here.buf, out);
	strbuf_release(&here);
	return rc;
}

int guess_words(char *const words[], int n, char **name, int *type)
{
	const char *said = NULL;
	int i, t;

	*type = -1;
	for (i = 0; i < n; i++) {
		t = library_type_by_name(words[i]);
		if (t >= 0 && *type < 0)
			*type = t;
		else if (!said)
			said = words[i];
		else
			return -1;
	}
	*name = xstrdup_or_null(said);
	return 0;
}

int guess_name(struct db *db, const char *path, struct strbuf *out, struct error *err)
{
	struct library taken = {0};
	int n, rc = 1;

	for (n = 1; rc == 1; n++) {
		strbuf_clear(out);
		strbuf_add_escaped(out, path_base(path), strlen(path_base(path)));
		if (n > 1)
			strbuf_addf(out, " %d", n);
		rc = db ? library_by_name(db, out->buf, &taken, err) : 0;
		library_release(&taken);
	}
	return rc;
}

int guess_new(const struct session *s, const char *path, int type, struct library *lib, struct error *err)
{
	struct strbuf theirs = STRBUF_INIT, name = STRBUF_INIT;
	struct guess g;

	if (guess_library(path, &g, err) || (!lib->name && guess_name(s->db, path, &name, err))) {
		strbuf_release(&name);
		return -1;
	}
	if (!lib->name)
		lib->name = strbuf_detach(&name, NULL);
	conf_unmap_path(&s->conf, path, &theirs);
	lib->path = strbuf_detach(&theirs, NULL);
	lib->type = type < 0 ? g.type : (enum library_type)type;
	lib->enabled = true;
	library_setting_add(lib, "names", naming_name(g.names));
	return 0;
}
