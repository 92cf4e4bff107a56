/* Films on a shelf; see shelf.h. */
#include <stdlib.h>
#include <string.h>

#include "core/alloc.h"
#include "core/path.h"
#include "shelf.h"

#define KEPT 2 /* films that stay in each library */

struct film {
	struct wish *wish;
	char *dir;  /* the folder that its video is in, below the root */
	char *name; /* of its video, without ".mkv" */
	bool flat;  /* among others in the library's folder, which is not its own */
	bool has_nfo, has_id;
	int number;	     /* its id at TMDB; copies of a film share it */
	bool moved, touched; /* since the last scan: its files are elsewhere; or it is what it was no more */
	bool out;	     /* it lies in out/ */
	bool ended;	     /* it is another library's now, as another film */
};

static char *path_of(const struct film *f, const char *dir, const char *ext)
{
	return shelf_text("%s/%s.%s", dir, f->flat || strcmp(ext, "nfo") ? f->name : "movie", ext);
}

/* Whether a video's name is a better one than its folder's: as metarr-name reads them, a year decides. */
static bool named_by_file(const struct film *f)
{
	return f->flat || strstr(f->name, " (") || !strstr(path_base(f->dir), " (");
}

/* Without an NFO it is called as its file is, or its folder. */
static void place(struct film *f)
{
	char *year;

	shelf_set(&f->wish->place, path_of(f, f->dir, "mkv"));
	f->wish->there = !f->out && !f->ended;
	if (f->has_nfo)
		return;
	shelf_set(&f->wish->title, xstrdup(named_by_file(f) ? f->name : path_base(f->dir)));
	year = strstr(f->wish->title, " (");
	if (year)
		*year = '\0';
}

static void write_nfo(struct shelf *s, struct film *f)
{
	char *path = path_of(f, f->dir, "nfo"),
	     *id = shelf_text("<uniqueid type=\"tmdb\">%d</uniqueid>", f->number);
	char *text = shelf_text("<movie><title>%s</title>%s</movie>\n", f->wish->title, f->has_id ? id : "");

	shelf_put_text(s, path, text);
	free(path);
	free(id);
	free(text);
}

/* The files of a flat film; the folder of another. */
static void move(struct shelf *s, struct film *f, const char *dir)
{
	static const char *const ext[] = {"mkv", "nfo"};

	for (int i = 0; i < 1 + f->has_nfo && f->flat; i++) {
		char *from = path_of(f, f->dir, ext[i]), *to = path_of(f, dir, ext[i]);

		shelf_move(s, from, to);
		free(from);
		free(to);
	}
	if (!f->flat)
		shelf_move(s, f->dir, dir);
}

static struct film *new_film(struct shelf *s, const char *library, int number, bool flat)
{
	struct film *f = xcalloc(1, sizeof(*f));
	char *word = shelf_word(s);

	ALLOC_GROW(s->film, s->nfilm + 1, s->afilm);
	s->film[s->nfilm++] = f;
	f->wish = shelf_wish(s, ENTITY_MOVIE, -1, -1);
	f->number = number;
	f->flat = flat;
	f->touched = true;
	f->name = flat ? shelf_text("%s (%u)", word, 1950 + shelf_below(s, 70)) : xstrdup(word);
	f->dir = flat ? xstrdup(library) : shelf_text("%s/%s (%u)", library, word, 1950 + shelf_below(s, 70));
	free(word);
	return f;
}

static void put_film(struct shelf *s, struct film *f, bool nfo, bool id)
{
	place(f);
	shelf_put_video(s, f->wish->place);
	if (nfo) {
		f->has_nfo = true;
		f->has_id = id;
		shelf_set(&f->wish->title, shelf_word(s));
		write_nfo(s, f);
	}
	shelf_did(s, "film: '%s', %s", f->wish->place, !nfo ? "no NFO" : id ? "an NFO with an id" : "an NFO");
}

void films_add(struct shelf *s)
{
	const char *library = s->nfilm % 3 == 2 ? "More" : "Films";
	struct film *f = new_film(s, library, 1000 + s->serial, shelf_below(s, 5) == 0);
	unsigned kind = shelf_below(s, 4);

	put_film(s, f, kind < 3, kind < 2);
}

/* ---- what happens; false: it cannot ---------------------------------------------------------------------
 */

static bool rename_folder(struct shelf *s, struct film *f)
{
	char *word = shelf_word(s), *library = xstrndup(f->dir, strcspn(f->dir, "/"));
	char *to = shelf_text("%s/%s (1999)", library, word);

	if (!f->flat) {
		move(s, f, to);
		shelf_set(&f->dir, xstrdup(to));
	}
	free(word);
	free(library);
	free(to);
	return !f->flat;
}

static bool into_shelf(struct shelf *s, struct film *f)
{
	char *library = xstrndup(f->dir, strcspn(f->dir, "/"));
	char *to = shelf_text("%s/Shelf %c/%s", library, 'A' + (int)shelf_below(s, 3), path_base(f->dir));
	bool may = !f->flat && strcmp(to, f->dir) != 0;

	if (may) {
		move(s, f, to);
		shelf_set(&f->dir, xstrdup(to));
	}
	free(library);
	free(to);
	return may;
}

/* Of a flat film the NFO follows. */
static bool rename_video(struct shelf *s, struct film *f)
{
	static const char *const ext[] = {"mkv", "nfo"};
	char *name = shelf_word(s), *old[2];

	for (int i = 0; i < 2; i++)
		old[i] = path_of(f, f->dir, ext[i]);
	shelf_set(&f->name, name);
	for (int i = 0; i < 2; i++) {
		char *new = path_of(f, f->dir, ext[i]);

		if (strcmp(old[i], new) != 0 && (i == 0 || f->has_nfo))
			shelf_move(s, old[i], new);
		free(old[i]);
		free(new);
	}
	return true;
}

/* A flat film gets a folder of its own; its NFO stays what it is called. */
static bool into_own_folder(struct shelf *s, struct film *f)
{
	char *from, *to, *dir;

	if (!f->flat)
		return false;
	dir = shelf_text("%s/%s", f->dir, f->name);
	move(s, f, dir);
	if (f->has_nfo) {
		from = path_of(f, dir, "nfo");
		f->flat = false;
		to = path_of(f, dir, "nfo");
		shelf_move(s, from, to);
		free(from);
		free(to);
	}
	f->flat = false;
	shelf_set(&f->dir, dir);
	return true;
}

static bool edit_nfo(struct shelf *s, struct film *f)
{
	f->has_id |= f->has_nfo && shelf_below(s, 2);
	f->has_nfo = true;
	shelf_set(&f->wish->title, shelf_word(s));
	write_nfo(s, f);
	return true;
}

static bool better_video(struct shelf *s, struct film *f)
{
	shelf_put_video(s, f->wish->place);
	return true;
}

/* How many have its id, with itself. */
static int copies(const struct shelf *s, const struct film *f)
{
	int n = 0;

	for (size_t i = 0; i < s->nfilm; i++)
		n += s->film[i]->number == f->number;
	return n;
}

/* Nothing but its folder or its id says that it is the same film. */
static bool other_video(struct shelf *s, struct film *f)
{
	char *old_nfo = path_of(f, f->dir, "nfo"), *new_nfo;

	if (!f->flat || (f->has_id && copies(s, f) == 1)) {
		shelf_remove(s, f->wish->place);
		shelf_set(&f->name, shelf_word(s));
		new_nfo = path_of(f, f->dir, "nfo");
		if (f->has_nfo && strcmp(old_nfo, new_nfo) != 0)
			shelf_move(s, old_nfo, new_nfo);
		place(f);
		shelf_put_video(s, f->wish->place);
		free(new_nfo);
		free(old_nfo);
		return true;
	}
	free(old_nfo);
	return false;
}

static char *parked(const struct film *f)
{
	return shelf_text("out/%d/%s", f->number, f->dir);
}

/* Whether its library has others left. */
static bool may_go(const struct shelf *s, const struct film *f)
{
	size_t n = 0;

	for (size_t i = 0; i < s->nfilm; i++)
		n += s->film[i]->wish->there && s->film[i]->dir[0] == f->dir[0];
	return n > KEPT && s->left > 0;
}

static bool goes(struct shelf *s, struct film *f)
{
	char *to = parked(f);
	bool may = may_go(s, f);

	if (may) {
		move(s, f, to);
		f->out = true;
		s->left--;
	}
	free(to);
	return may;
}

/* To where it was; one with an id may come anywhere, if no copy could be meant. */
static void comes_back(struct shelf *s, struct film *f)
{
	char *from = parked(f), *dir = f->dir, *word = shelf_word(s);

	f->dir = from;
	if (f->has_id && !f->flat && shelf_below(s, 2) && copies(s, f) == 1)
		shelf_set(&dir, shelf_text("%.*s/%s (1998)", (int)strcspn(dir, "/"), dir, word));
	move(s, f, dir);
	shelf_set(&f->dir, dir);
	f->out = false;
	free(word);
}

/* Another library's items are its own: there the film is a new one. */
static bool to_other_library(struct shelf *s, struct film *f)
{
	struct film *new;
	bool may = !f->flat && strncmp(f->dir, "Films/", 6) == 0 && may_go(s, f);

	if (!may)
		return false;
	new = new_film(s, "More", f->number, false);
	shelf_set(&new->dir, shelf_text("More/%s", path_base(f->dir)));
	shelf_set(&new->name, xstrdup(f->name));
	new->has_nfo = f->has_nfo;
	new->has_id = f->has_id;
	shelf_set(&new->wish->title, xstrdup(f->wish->title));
	shelf_move(s, f->dir, new->dir);
	f->ended = true;
	s->left--;
	place(new);
	return true;
}

/* The same film in 4K: an item of its own, here or there. */
static bool copied(struct shelf *s, struct film *f)
{
	struct film *new;

	for (size_t i = 0; i < s->nfilm; i++) {
		if (s->film[i]->number == f->number && !s->film[i]->wish->there)
			return false;
	}
	if (!f->has_id || s->nfilm > 20)
		return false;
	new = new_film(s, shelf_below(s, 2) ? "Films" : "More", f->number, false);
	put_film(s, new, true, true);
	return true;
}

static const struct happening {
	const char *what;
	bool (*fn)(struct shelf *s, struct film *f);
	bool gentle; /* its video is the same: more such things may happen to it */
} happenings[] = {{"its folder is renamed", rename_folder, true}, {"it goes onto a shelf", into_shelf, true},
	{"its video is renamed", rename_video, true}, {"it gets a folder of its own", into_own_folder, false},
	{"its NFO is edited", edit_nfo, true}, {"a better video", better_video, false},
	{"a better video of another name", other_video, false}, {"it goes", goes, false},
	{"it moves to the other library", to_other_library, false}, {"it is there twice", copied, false}};

void films_happen(struct shelf *s)
{
	struct film *f = s->film[shelf_below(s, (unsigned)s->nfilm)];
	const struct happening *h = &happenings[shelf_below(s, sizeof(happenings) / sizeof(happenings[0]))];
	char *was = xstrdup(f->wish->place);

	if (shelf_below(s, 8) == 0) {
		films_add(s);
	} else if (!f->touched && f->out) {
		f->touched = true;
		comes_back(s, f);
		place(f);
		shelf_did(s, "'%s' comes back", f->wish->place);
	} else if (!f->touched && (h->gentle || !f->moved) && f->wish->there && h->fn(s, f)) {
		f->moved = true;
		f->touched = !h->gentle;
		place(f);
		shelf_did(s, "'%s': %s: '%s'", was, h->what, f->wish->place);
	}
	free(was);
}

void films_settle(struct shelf *s)
{
	for (size_t i = 0; i < s->nfilm; i++)
		s->film[i]->touched = s->film[i]->moved = false;
}

void films_free(struct shelf *s)
{
	for (size_t i = 0; i < s->nfilm; i++) {
		free(s->film[i]->dir);
		free(s->film[i]->name);
		free(s->film[i]);
	}
	free(s->film);
}
