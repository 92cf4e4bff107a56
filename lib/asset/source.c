/* Where else the bytes of a hash stand; see source.h. */
#include "asset/source.h"

#include <stdlib.h>
#include <string.h>

#include "asset/cache.h"
#include "core/alloc.h"
#include "core/file.h"
#include "core/path.h"
#include "core/sha256.h"
#include "store/guard.h"
#include "store/inventory.h"

#define ANSWER_MS 10000 /* for a library's root */

enum source_library { NOT_ASKED, THERE, AWAY };

void sources_release(struct sources *s)
{
	library_list_release(&s->all);
	free(s->state);
	s->state = NULL;
}

static int load_libraries(struct sources *s, struct error *err)
{
	if (s->state)
		return 0;
	if (library_all(s->db, &s->all, err))
		return -1;
	s->state = xcalloc(s->all.n + 1, sizeof(*s->state));
	return 0;
}

static enum source_library ask(const struct sources *s, const struct library *lib)
{
	struct strbuf root = STRBUF_INIT;
	int rc;

	conf_map_path(s->conf, lib->path, &root);
	rc = guard_library(lib, root.buf, ANSWER_MS, false, NULL, NULL);
	strbuf_release(&root);
	return rc ? AWAY : THERE;
}

/* Whether the library of a path, as the database has it, is there. What is in none (the pictures of sets) may
 * be looked at. 1, 0, -1. */
static int is_there(struct sources *s, const char *path, struct error *err)
{
	size_t i;

	if (s->trusts)
		return 1;
	if (load_libraries(s, err))
		return -1;
	for (i = 0; i < s->all.n; i++) {
		if (!path_relative(path, s->all.item[i].path))
			continue;
		if (s->state[i] == NOT_ASKED)
			s->state[i] = ask(s, &s->all.item[i]);
		return s->state[i] == THERE;
	}
	return 1;
}

/* Whether these very bytes stand at a path; what cannot be read is no source. */
static bool has_bytes(const char *path, const char *hash, struct strbuf *bytes)
{
	char have[SHA256_HEX_SIZE];

	strbuf_clear(bytes);
	if (file_read(path, CACHE_MAX_FILE, bytes, NULL))
		return false;
	sha256_hex(bytes->buf, bytes->len, have);
	return !strcmp(have, hash);
}

int source_find(
	struct sources *s, const char *hash, struct strbuf *bytes, struct strbuf *path, struct error *err)
{
	char **place = NULL;
	bool found = false;
	size_t i, n = 0;
	int rc = inventory_places(s->db, hash, &place, &n, err);

	for (i = 0; i < n && !found && !rc; i++) {
		int there = is_there(s, place[i], err);

		strbuf_clear(path);
		conf_map_path(s->conf, place[i], path);
		found = there == 1 && has_bytes(path->buf, hash, bytes);
		rc = there < 0 ? -1 : 0;
	}
	if (!found) {
		strbuf_clear(path);
		strbuf_clear(bytes);
	}
	inventory_places_free(place, n);
	return rc;
}
