/* What libraries are made of; see shelf.h. */
#include "shelf.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/alloc.h"
#include "core/path.h"
#include "world.h"

#define FIRST_FILMS 9
#define FIRST_SHOWS 2
#define MAY_GO 4 /* a scan believes that up to five items of a library went */

unsigned shelf_below(struct shelf *s, unsigned n)
{
	s->random ^= s->random >> 12;
	s->random ^= s->random << 25;
	s->random ^= s->random >> 27;
	return (unsigned)((s->random * 0x2545f4914f6cdd1dULL) >> 33) % n;
}

char *shelf_text(const char *fmt, ...)
{
	struct strbuf text = STRBUF_INIT;
	va_list ap;

	va_start(ap, fmt);
	strbuf_vaddf(&text, fmt, ap);
	va_end(ap);
	return strbuf_detach(&text, NULL);
}

void shelf_set(char **to, char *text)
{
	free(*to);
	*to = text;
}

char *shelf_word(struct shelf *s)
{
	static const char begin[] = "BDGKLMNPRV", middle[] = "bdgklmnprv", vowel[] = "aeiou";
	struct strbuf word = STRBUF_INIT;

	for (int i = 0; i < 4; i++) {
		strbuf_addch(&word, (i ? middle : begin)[shelf_below(s, 10)]);
		strbuf_addch(&word, vowel[shelf_below(s, 5)]);
	}
	return strbuf_detach(&word, NULL);
}

void shelf_did(struct shelf *s, const char *fmt, ...)
{
	va_list ap;

	strbuf_addstr(&s->diary, "      ");
	va_start(ap, fmt);
	strbuf_vaddf(&s->diary, fmt, ap);
	va_end(ap);
	strbuf_addch(&s->diary, '\n');
}

struct wish *shelf_wish(struct shelf *s, enum entity type, int season, int episode)
{
	struct wish *wish = xcalloc(1, sizeof(*wish));

	*wish = (struct wish){.type = type, .there = true, .season = season, .episode = episode};
	ALLOC_GROW(s->wish, s->nwish + 1, s->awish);
	s->wish[s->nwish++] = wish;
	return wish;
}

/* ---- files ------------------------------------------------------------------------------------------------
 */

static char *disk_path(const struct shelf *s, const char *path)
{
	struct strbuf full = STRBUF_INIT;

	path_join(&full, s->root, path);
	return strbuf_detach(&full, NULL);
}

/* The folders that a path lies in. */
static void make_folders(char *full)
{
	for (char *p = strchr(full + 1, '/'); p; p = strchr(p + 1, '/')) {
		*p = '\0';
		if (mkdir(full, 0755) && errno != EEXIST)
			give_up("cannot make the folder '%s': %s", full, strerror(errno));
		*p = '/';
	}
}

void shelf_move(struct shelf *s, const char *from, const char *to)
{
	char *old = disk_path(s, from), *new = disk_path(s, to);

	make_folders(new);
	if (rename(old, new))
		give_up("cannot rename '%s' to '%s': %s", old, new, strerror(errno));
	free(old);
	free(new);
}

void shelf_remove(struct shelf *s, const char *path)
{
	char *full = disk_path(s, path);

	if (unlink(full))
		give_up("cannot remove '%s': %s", full, strerror(errno));
	free(full);
}

static void put(struct shelf *s, const char *path, const struct strbuf *bytes)
{
	char *full = disk_path(s, path);

	make_folders(full);
	must(file_write(full, bytes->buf, bytes->len, NULL, NULL, &world_err));
	free(full);
}

void shelf_put_text(struct shelf *s, const char *path, const char *text)
{
	struct strbuf bytes = STRBUF_INIT;

	strbuf_addstr(&bytes, text);
	put(s, path, &bytes);
	strbuf_release(&bytes);
}

void shelf_put_video(struct shelf *s, const char *path)
{
	struct strbuf bytes = STRBUF_INIT;

	strbuf_addbuf(&bytes, s->video);
	for (int i = 0; i < s->serial; i++)
		strbuf_addch(&bytes, 'x');
	s->serial++;
	put(s, path, &bytes);
	strbuf_release(&bytes);
}

/* ---- the whole --------------------------------------------------------------------------------------------
 */

void shelf_init(struct shelf *s, const char *root, const struct strbuf *video, uint64_t seed)
{
	*s = (struct shelf){.root = root, .video = video, .random = seed * 0x9e3779b97f4a7c15ULL + 1};
	strbuf_init(&s->diary);
	for (int i = 0; i < FIRST_FILMS; i++)
		films_add(s);
	for (int i = 0; i < FIRST_SHOWS; i++)
		shows_add(s);
}

void shelf_step(struct shelf *s)
{
	s->left = MAY_GO;
	films_settle(s);
	shows_settle(s);
	shelf_did(s, "--");
	for (unsigned n = shelf_below(s, 6) + 1; n > 0; n--)
		films_happen(s);
	for (unsigned n = shelf_below(s, 6) + 1; n > 0; n--)
		shows_happen(s);
}

void shelf_release(struct shelf *s)
{
	films_free(s);
	shows_free(s);
	for (size_t i = 0; i < s->nwish; i++) {
		free(s->wish[i]->place);
		free(s->wish[i]->title);
		free(s->wish[i]);
	}
	free(s->wish);
	strbuf_release(&s->diary);
}
