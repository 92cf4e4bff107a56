#include "store/guard.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

#include "core/file.h"
#include "core/json.h"
#include "core/process.h"
#include "core/prog.h"

#define MAX_MOUNTINFO (4 * 1024 * 1024) /* bytes; a machine with many containers has 1 % of it */
#define MAX_ANSWER 4096

/* The kind of the mount with this id, from /proc/self/mountinfo: its id is the first word of a line, its kind
 * the first behind " - ". */
static bool mount_kind(uint64_t id, struct strbuf *kind)
{
	struct strbuf text = STRBUF_INIT;
	struct error err = ERROR_INIT;
	bool found = false;
	int fd = open("/proc/self/mountinfo", O_RDONLY | O_CLOEXEC);

	if (fd >= 0)
		file_slurp_fd(fd, "mountinfo", MAX_MOUNTINFO, &text, &err);
	for (const char *line = text.buf; *line && !found; line = strchrnul(line, '\n')) {
		const char *dash;

		line += *line == '\n';
		dash = strstr(line, " - ");
		if (!dash || strtoumax(line, NULL, 10) != id)
			continue;
		strbuf_clear(kind);
		strbuf_add(kind, dash + 3, strcspn(dash + 3, " \n"));
		found = kind->len > 0;
	}
	if (fd >= 0)
		close(fd);
	strbuf_release(&text);
	error_release(&err);
	return found;
}

static bool dir_is_empty(DIR *dir)
{
	struct dirent *e;

	while ((e = readdir(dir))) {
		if (strcmp(e->d_name, ".") != 0 && strcmp(e->d_name, "..") != 0)
			return false;
	}
	return true;
}

int guard_look(const char *path, struct guard_facts *facts, struct error *err)
{
	struct statx stx;
	struct statfs fs;
	DIR *dir = opendir(path);

	if (!dir)
		return error_errno(err, errno, "cannot read folder '%s'", path);
	facts->empty = dir_is_empty(dir);
	if (statx(dirfd(dir), "", AT_EMPTY_PATH, STATX_MNT_ID, &stx) < 0 || !(stx.stx_mask & STATX_MNT_ID) ||
		!mount_kind(stx.stx_mnt_id, &facts->fs_type)) {
		strbuf_clear(&facts->fs_type);
		if (fstatfs(dirfd(dir), &fs) == 0)
			strbuf_addf(&facts->fs_type, "0x%lx", (unsigned long)fs.f_type);
	}
	closedir(dir);
	return 0;
}

/* What the child says: {"fs_type":"ext4","empty":false}, or {"error":{…}}. */
static int answer_read(const struct strbuf *answer, struct guard_facts *facts, struct error *err)
{
	cJSON *json = json_parse(answer->buf, answer->len, err);
	const cJSON *error = json_member(json, "error");
	const char *kind = json_str(json, "fs_type"), *code = json_str(error, "code");
	int rc = -1;

	if (!json)
		return -1;
	if (error && json_str(error, "message")) {
		error_set(err,
			code && error_by_name(code) == ERR_PERMISSION ? ERR_PERMISSION : ERR_LIBRARY_ABSENT,
			"%s", json_str(error, "message"));
	} else if (!kind || !json_bool(json, "empty", &facts->empty)) {
		error_set(err, ERR_INTERNAL, "metarr-scan --look gave no answer");
	} else {
		strbuf_clear(&facts->fs_type);
		strbuf_addstr(&facts->fs_type, kind);
		rc = 0;
	}
	cJSON_Delete(json);
	return rc;
}

static int ask(const struct library *lib, const char *root, int timeout_ms, struct guard_facts *facts,
	struct error *err)
{
	struct child_limits limits = {.timeout_ms = timeout_ms};
	struct strbuf program = STRBUF_INIT, answer = STRBUF_INIT;
	int rc = prog_sibling("metarr-scan", &program, err);

	if (rc == 0) {
		const char *const argv[] = {program.buf, "--look", root, NULL};

		rc = process_run(argv, NULL, 0, &limits, MAX_ANSWER, &answer, err);
		if (rc < 0 && err->code == ERR_TIMEOUT)
			error_set(err, ERR_LIBRARY_ABSENT,
				"the folder of library '%s', '%s', does not answer", lib->name, root);
		else if (rc == 0)
			rc = answer_read(&answer, facts, err);
	}
	strbuf_release(&program);
	strbuf_release(&answer);
	return rc;
}

int guard_library(const struct library *lib, const char *root, int timeout_ms, bool force,
	struct strbuf *fs_type, struct error *err)
{
	struct guard_facts facts = {STRBUF_INIT, false};
	int rc = ask(lib, root, timeout_ms, &facts, err);

	if (rc == 0 && facts.empty && !force)
		rc = error_set(err, ERR_LIBRARY_ABSENT,
			"the folder of library '%s', '%s', is empty: is its disk mounted?", lib->name, root);
	else if (rc == 0 && lib->fs_type && strcmp(lib->fs_type, facts.fs_type.buf) != 0 && !force)
		rc = error_set(err, ERR_LIBRARY_ABSENT,
			"library '%s' lay on %s, and '%s' is on %s now: is its disk mounted?", lib->name,
			lib->fs_type, root, facts.fs_type.buf);
	if (rc == 0 && fs_type) {
		strbuf_clear(fs_type);
		strbuf_addbuf(fs_type, &facts.fs_type);
	}
	strbuf_release(&facts.fs_type);
	return rc;
}
