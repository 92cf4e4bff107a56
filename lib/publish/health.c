/* How libraries are; see health.h. The folder is asked for by a child first, so that a mount that is dead
 * costs a time-out. */
#include "publish/health.h"

#include <errno.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/alloc.h"
#include "core/path.h"
#include "publish/gone.h"
#include "publish/publisher.h"
#include "store/guard.h"
#include "store/list.h"
#include "store/seen.h"
#include "store/trouble.h"

#define ANSWER_MS 3000	  /* for a library's folder to answer */
#define REWRITTEN_DAYS 30 /* what was rewritten in that time … */
#define REWRITTEN_OFTEN 3 /* … so often, is rewritten by habit */
#define EXPIRING_DAYS 14

void health_facts_release(struct health_facts *facts)
{
	strbuf_release(&facts->root);
	strbuf_release(&facts->fs_type);
}

/* A finding of so many "things", and what helps. */
static void give_count(struct health *h, const struct library *lib, enum finding_level level,
	const char *name, int64_t n, const char *things, const char *help, ...)
	__attribute__((format(printf, 7, 8)));
static void give_count(struct health *h, const struct library *lib, enum finding_level level,
	const char *name, int64_t n, const char *things, const char *help, ...)
{
	struct finding f = finding_new(level, name, lib->name);
	va_list ap;

	f.count = n;
	strbuf_addf(&f.cause, "library '%s': %" PRId64 " %s", lib->name, n, things);
	va_start(ap, help);
	strbuf_vaddf(&f.help, help, ap);
	va_end(ap);
	findings_give(h->out, &f);
}

/* The folder */

static void give_absent(struct health *h, const struct library *lib, const struct error *why)
{
	bool unreadable = why->code == ERR_PERMISSION;
	struct finding f =
		finding_new(FINDING_WRONG, unreadable ? "library_unreadable" : "library_absent", lib->name);

	strbuf_addbuf(&f.cause, &why->msg);
	if (unreadable)
		strbuf_addstr(&f.help, "give this user the right to read the folder");
	else
		strbuf_addf(&f.help,
			"mount its disk; if it was moved: metarr library set '%s' path FOLDER; if it is as "
			"it "
			"should be: metarr scan -f 'library:%s'",
			lib->name, lib->name);
	findings_give(h->out, &f);
}

static void give_unwritable(struct health *h, const char *name, const struct library *lib, const char *path,
	const struct error *why)
{
	struct finding f = finding_new(FINDING_WRONG, name, lib ? lib->name : NULL);

	if (lib)
		strbuf_addf(&f.cause, "library '%s': ", lib->name);
	strbuf_addstr(&f.cause, why->msg.buf);
	strbuf_addf(&f.help,
		why->code == ERR_READ_ONLY ? "mount its filesystem with write access: '%s'"
					   : "give this user the right to write there: '%s'",
		path);
	findings_give(h->out, &f);
}

/* Whether files can be made in the folder, as far as that can be known without. */
static int check_writable(const char *path, struct error *err)
{
	return access(path, W_OK | X_OK) ? error_errno(err, errno, "cannot write in '%s'", path) : 0;
}

struct folders {
	char **list;
	size_t n, alloc;
};

static int add_folder(const char *folder, const char *signature, void *ctx)
{
	struct folders *all = ctx;

	(void)signature;
	ALLOC_GROW(all->list, all->n + 1, all->alloc);
	all->list[all->n++] = xstrdup(folder);
	return 0;
}

/* Folders of a kind, and the first one of it. */
struct folder_sum {
	int64_t n;
	struct strbuf first;
};

static void give_folders(struct health *h, const struct library *lib, const char *name,
	const struct folder_sum *sum, const char *what, const char *help)
{
	struct strbuf things = STRBUF_INIT;

	if (sum->n) {
		strbuf_addf(&things, "%s%s, such as '%s'", sum->n == 1 ? "folder" : "folders", what,
			sum->first.buf);
		give_count(h, lib, FINDING_WRONG, name, sum->n, things.buf, "%s '%s'", help, lib->name);
	}
	strbuf_release(&things);
}

/* The folders that the last scan saw: that each is there, and can be written. */
static int check_folders(struct health *h, const struct library *lib, const char *root, struct error *err)
{
	struct folders all = {0};
	struct folder_sum gone = {0, STRBUF_INIT}, unwritable = {0, STRBUF_INIT};
	struct strbuf path = STRBUF_INIT;
	int rc = seen_folders(h->db, lib->id, add_folder, &all, err);
	size_t i;

	for (i = 0; i < all.n && !rc; i++) {
		struct folder_sum *sum;

		strbuf_clear(&path);
		path_join(&path, root, all.list[i]);
		if (!*all.list[i] || !access(path.buf, W_OK | X_OK))
			continue;
		sum = errno == ENOENT ? &gone : &unwritable;
		if (!sum->n++)
			strbuf_addstr(&sum->first, all.list[i]);
	}
	for (i = 0; i < all.n; i++)
		free(all.list[i]);
	free(all.list);
	give_folders(h, lib, "folders_gone", &gone, " of the last scan not there any more", "metarr scan");
	give_folders(h, lib, "folders_unwritable", &unwritable, " that this user cannot write in",
		"give this user the right to write in the folders of library");
	strbuf_release(&path);
	strbuf_release(&gone.first);
	strbuf_release(&unwritable.first);
	return rc;
}

/* What new files shall have, and the filesystem does not give them. */
static void check_refused(struct health *h, const struct library *lib, const struct file_attrs *attrs,
	const struct ability *can)
{
	bool mode = (attrs->have_file_mode || attrs->have_dir_mode) && can->refused & FILE_REFUSED_MODE;
	bool group = attrs->have_group && can->refused & FILE_REFUSED_OWNER;
	struct finding f = finding_new(FINDING_NOTE, "modes_refused", lib->name);

	if (!mode && !group)
		return;
	strbuf_addf(&f.cause, "library '%s': its filesystem does not keep %s", lib->name,
		mode && group ? "modes and groups"
		: mode	      ? "modes"
			      : "groups");
	strbuf_addf(&f.help,
		"mount it with the mode and group that files shall have, and: metarr library unset '%s' %s",
		lib->name, mode ? "file_mode" : "group");
	findings_give(h->out, &f);
}

static void give_settings(struct health *h, const struct library *lib, const struct error *why)
{
	struct finding f = finding_new(FINDING_WRONG, "library_settings", lib->name);

	strbuf_addf(&f.cause, "library '%s': %s", lib->name, why->msg.buf);
	strbuf_addf(&f.help, "metarr library set '%s' group NAME, or 'group' in metarr.conf", lib->name);
	findings_give(h->out, &f);
}

static int check_folder(
	struct health *h, const struct library *lib, struct health_facts *facts, struct error *err)
{
	struct file_attrs attrs = {0};
	struct error why = ERROR_INIT;
	const char *root = facts->root.buf;
	int rc = 0;

	if (guard_library(lib, root, ANSWER_MS, false, &facts->fs_type, &why)) {
		give_absent(h, lib, &why);
		goto out;
	}
	facts->there = true;
	if (conf_file_attrs(h->conf, &attrs, &why) || publisher_attrs(lib, &attrs, &why)) {
		give_settings(h, lib, &why);
		error_clear(&why);
	}
	ability_look(root, &facts->can);
	if (check_writable(root, &why) || (h->try_it && ability_try(root, &attrs, &facts->can, &why))) {
		give_unwritable(h, "library_unwritable", lib, root, &why);
		goto out;
	}
	check_refused(h, lib, &attrs, &facts->can);
	if (lib->last_scanned_at)
		rc = check_folders(h, lib, root, err);
out:
	error_release(&why);
	return rc;
}

/* Its items */

static int check_errors(struct health *h, const struct library *lib, int64_t n, struct error *err)
{
	struct strbuf one = STRBUF_INIT, things = STRBUF_INIT;
	int rc = trouble_error(h->db, lib->id, &one, err);

	if (!rc) {
		strbuf_addf(&things, "%s, such as %s", n == 1 ? "item has an error" : "items have an error",
			one.buf);
		give_count(h, lib, FINDING_WRONG, "item_errors", n, things.buf,
			"metarr ls --state error 'library:%s'", lib->name);
	}
	strbuf_release(&one);
	strbuf_release(&things);
	return rc;
}

static int check_states(struct health *h, const struct library *lib, struct error *err)
{
	struct list_sum sum;
	int64_t conflicts;

	if (list_summary_all(h->db, lib->id, &sum, err) || trouble_conflicts(h->db, lib->id, &conflicts, err))
		return -1;
	if (sum.interrupted)
		give_count(h, lib, FINDING_WRONG, "interrupted", sum.interrupted,
			sum.interrupted == 1 ? "publish was interrupted" : "publishes were interrupted",
			"metarr publish 'library:%s'", lib->name);
	if (sum.errors && check_errors(h, lib, sum.errors, err))
		return -1;
	if (conflicts)
		give_count(h, lib, FINDING_WRONG, "conflicts", conflicts,
			conflicts == 1 ? "item's files and the database both changed, and differ"
				       : "items' files and the database both changed, and differ",
			"metarr ls --conflict 'library:%s', then for each: metarr edit --keep disk|metarr "
			"movie:N",
			lib->name);
	return 0;
}

/* A program whose word against ours nobody wins. */
static const struct {
	const char *name, *off;
} makers[TROUBLE_MAKERS] = {
	[NFO_BY_RADARR] = {"Radarr", "in Radarr: Settings > Metadata > Kodi (XBMC) / Emby: no Enable"},
	[NFO_BY_SONARR] = {"Sonarr", "in Sonarr: Settings > Metadata > Kodi (XBMC) / Emby: no Enable"},
	[NFO_BY_JELLYFIN] = {"Jellyfin",
		"in Jellyfin: Dashboard > Libraries > Manage library > Metadata savers: no Nfo"},
	[NFO_BY_TINYMEDIAMANAGER] = {"tinyMediaManager",
		"in tinyMediaManager: Settings > Movies and TV shows > NFO: no file name"},
	[NFO_BY_MEDIAELCH] = {"MediaElch", "in MediaElch: save nothing that is in this library"},
};

static int check_rewrites(struct health *h, const struct library *lib, struct error *err)
{
	int64_t count[TROUBLE_MAKERS];
	int by;

	if (trouble_rewrites(h->db, lib->id, REWRITTEN_DAYS, count, err))
		return -1;
	for (by = 0; by < TROUBLE_MAKERS; by++) {
		struct finding f = finding_new(FINDING_WRONG, "rewritten", lib->name);

		if (!makers[by].name || count[by] < REWRITTEN_OFTEN)
			continue;
		f.count = count[by];
		strbuf_addf(&f.cause,
			"library '%s': %s wrote over NFO files of Metarr, %" PRId64 " times in %d days",
			lib->name, makers[by].name, count[by], REWRITTEN_DAYS);
		strbuf_addstr(&f.help, makers[by].off);
		findings_give(h->out, &f);
	}
	return 0;
}

/* With "movies are in separate folders" off, as it is at first, Kodi does not see them. */
static int check_names(struct health *h, const struct library *lib, struct error *err)
{
	int64_t n = 0;

	if (lib->type != LIBRARY_MOVIES || !library_serves(lib, PLAYER_KODI))
		return 0;
	if (trouble_short_names(h->db, lib->id, &n, err))
		return -1;
	if (n)
		give_count(h, lib, FINDING_NOTE, "kodi_names", n,
			n == 1 ? "film has a movie.nfo, which Kodi reads only with 'Movies are in separate "
				 "folders' on"
			       : "films have a movie.nfo, which Kodi reads only with 'Movies are in separate "
				 "folders' on",
			"in Kodi: Set content > Movies are in separate folders that match the movie title; "
			"or: metarr library set '%s' names long, and metarr publish --rename",
			lib->name);
	return 0;
}

static int check_expiring(struct health *h, const struct library *lib, struct error *err)
{
	struct strbuf first = STRBUF_INIT, things = STRBUF_INIT;
	int64_t n;
	int rc = trouble_expiring(h->db, lib->id, EXPIRING_DAYS, &n, &first, err);

	if (!rc && n) {
		strbuf_addf(&things, "%s from the disk may be forgotten from %s on",
			n == 1 ? "item that is gone" : "items that are gone", first.buf);
		give_count(h, lib, FINDING_NOTE, "expiring", n, things.buf,
			"metarr ls --deleted 'library:%s'; a file that comes back keeps its item", lib->name);
	}
	strbuf_release(&first);
	strbuf_release(&things);
	return rc;
}

/* Files that a person, a program or a disk took away. */
static int check_gone(
	struct health *h, const struct library *lib, const struct health_facts *facts, struct error *err)
{
	struct publisher pub = {.db = h->db, .lib = lib, .root = facts->root.buf};
	struct gone gone = GONE_INIT;
	struct strbuf things = STRBUF_INIT;
	int rc = facts->there ? gone_look(&pub, &gone, err) : 0;

	if (!rc && gone.files) {
		strbuf_addf(&things, "published %s gone or empty, such as '%s'",
			gone.files == 1 ? "file is" : "files are", gone.file.buf);
		give_count(h, lib, FINDING_WRONG, "files_gone", gone.files, things.buf,
			"metarr recover -c 'library:%s' lists them, and without -c they come back",
			lib->name);
	}
	strbuf_clear(&things);
	if (!rc && gone.videos) {
		strbuf_addf(&things, "%s, such as '%s'",
			gone.videos == 1 ? "video is an empty file" : "videos are empty files",
			gone.video.buf);
		give_count(h, lib, FINDING_WRONG, "videos_empty", gone.videos, things.buf,
			"fetch what was meant to be there: Metarr keeps no videos");
	}
	strbuf_release(&things);
	gone_release(&gone);
	return rc;
}

static void check_scanned(struct health *h, const struct library *lib)
{
	struct finding f = finding_new(FINDING_NOTE, "never_scanned", lib->name);

	if (lib->last_scanned_at)
		return;
	strbuf_addf(&f.cause, "library '%s': was never scanned", lib->name);
	strbuf_addf(&f.help, "metarr scan 'library:%s'", lib->name);
	findings_give(h->out, &f);
}

int health_library(struct health *h, const struct library *lib, struct health_facts *facts, struct error *err)
{
	strbuf_clear(&facts->root);
	conf_map_path(h->conf, lib->path, &facts->root);
	if (check_folder(h, lib, facts, err))
		return -1;
	check_scanned(h, lib);
	if (check_gone(h, lib, facts, err))
		return -1;
	if (check_states(h, lib, err) || check_rewrites(h, lib, err) || check_names(h, lib, err))
		return -1;
	return check_expiring(h, lib, err);
}

void health_sets(struct health *h, const char *sets)
{
	struct finding f = finding_new(FINDING_WRONG, "sets_absent", NULL);
	struct error why = ERROR_INIT;

	if (access(sets, F_OK)) {
		strbuf_addf(&f.cause, "the folder of sets '%s': %s", sets, strerror(errno));
		strbuf_addf(&f.help, "mount its disk, or: mkdir '%s'", sets);
		findings_give(h->out, &f);
	} else if (check_writable(sets, &why)) {
		give_unwritable(h, "sets_unwritable", NULL, sets, &why);
	}
	error_release(&why);
}
