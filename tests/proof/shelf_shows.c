/* Series on a shelf; see shelf.h. */
#include <stdlib.h>
#include <string.h>

#include "core/alloc.h"
#include "core/path.h"
#include "shelf.h"

#define SEASONS 3 /* 0: specials */
#define MAY_GO 4  /* episodes of a show that goes as a whole */
#define MAX_SHOWS 4

/* A video of one or two episodes. */
struct tape {
	struct wish *wish[2];
	int n;
	int season;
	char *dir;  /* below the show's folder; "": that itself */
	char *name; /* without ".mkv" */
	bool has_nfo;
	bool moved, touched, out; /* since the last scan; as of a film */
	int number;		  /* where it lies when it is out */
};

struct season {
	struct wish *wish; /* NULL: it never was */
	char *dir;	   /* for its new episodes */
	int next;	   /* the next number that no episode had */
};

struct show {
	struct wish *wish;
	char *dir, *word;
	bool has_nfo;
	int number; /* its id at TheTVDB */
	struct season season[SEASONS];
	struct tape **tape;
	size_t n, alloc;
	bool moved,
		touched; /* since the last scan: all of it is elsewhere; something is what it was no more */
	bool out;
};

static char *tape_path(const struct show *a, const struct tape *t, const char *ext)
{
	return shelf_text("%s/%s%s%s.%s", a->dir, t->dir, *t->dir ? "/" : "", t->name, ext);
}

/* What the video is called, with a title that its episodes have as long as there is no NFO. */
static void name_tape(struct shelf *s, const struct show *a, struct tape *t)
{
	char *title = shelf_word(s),
	     *more = t->n > 1 ? shelf_text("E%02d", t->wish[1]->episode) : xstrdup("");

	shelf_set(&t->name, shelf_text(shelf_below(s, 3) ? "%s - S%02dE%02d%s - %s" : "%s.S%02dE%02d%s.%s",
				    a->word, t->season, t->wish[0]->episode, more, title));
	for (int i = 0; i < t->n && !t->has_nfo; i++)
		shelf_set(&t->wish[i]->title, xstrdup(title));
	free(title);
	free(more);
}

/* What there is to be of the show, wherever it is now. */
static void place(struct show *a)
{
	bool there[SEASONS] = {false};

	a->wish->there = !a->out;
	shelf_set(&a->wish->place, xstrdup(a->dir));
	for (size_t i = 0; i < a->n; i++) {
		struct tape *t = a->tape[i];

		for (int k = 0; k < t->n; k++) {
			shelf_set(&t->wish[k]->place, tape_path(a, t, "mkv"));
			t->wish[k]->there = !a->out && !t->out;
		}
		there[t->season] |= !a->out && !t->out;
	}
	for (int i = 0; i < SEASONS; i++) {
		if (!a->season[i].wish)
			continue;
		shelf_set(&a->season[i].wish->place, xstrdup(a->dir));
		a->season[i].wish->there = there[i];
	}
}

static void write_nfo(struct shelf *s, const struct show *a, const struct tape *t)
{
	char *path = tape_path(a, t, "nfo");
	struct strbuf text = STRBUF_INIT;

	for (int i = 0; i < t->n; i++)
		strbuf_addf(&text,
			"<episodedetails><title>%s</title><season>%d</season><episode>%d</episode></"
			"episodedetails>\n",
			t->wish[i]->title, t->season, t->wish[i]->episode);
	shelf_put_text(s, path, text.buf);
	strbuf_release(&text);
	free(path);
}

static void set_titles(struct shelf *s, struct tape *t)
{
	for (int i = 0; i < t->n; i++)
		shelf_set(&t->wish[i]->title, shelf_word(s));
}

static void write_show(struct shelf *s, struct show *a)
{
	char *path = shelf_text("%s/tvshow.nfo", a->dir);
	char *text = shelf_text("<tvshow><title>%s</title><uniqueid type=\"tvdb\">%d</uniqueid></tvshow>\n",
		a->wish->title, a->number);

	shelf_put_text(s, path, text);
	free(path);
	free(text);
}

/* A video's files, from where they were ('old') to where they belong now. */
static void move_tape(struct shelf *s, const struct show *a, const struct tape *t, const char *old)
{
	static const char *const ext[] = {"mkv", "nfo"};

	for (int i = 0; i < 1 + t->has_nfo; i++) {
		char *from = shelf_text("%s.%s", old, ext[i]), *to = tape_path(a, t, ext[i]);

		if (strcmp(from, to) != 0)
			shelf_move(s, from, to);
		free(from);
		free(to);
	}
}

static char *stem(const struct show *a, const struct tape *t)
{
	return shelf_text("%s/%s%s%s", a->dir, t->dir, *t->dir ? "/" : "", t->name);
}

static struct tape *new_tape(struct shelf *s, struct show *a, int season, int n)
{
	struct season *of = &a->season[season];
	struct tape *t = xcalloc(1, sizeof(*t));

	if (!of->wish)
		of->wish = shelf_wish(s, ENTITY_SEASON, season, -1);
	ALLOC_GROW(a->tape, a->n + 1, a->alloc);
	a->tape[a->n++] = t;
	t->season = season;
	t->dir = xstrdup(of->dir);
	t->n = n;
	t->touched = true;
	t->number = s->serial;
	return t;
}

static void put_tape(struct shelf *s, struct show *a, struct tape *t)
{
	t->has_nfo = shelf_below(s, 2);
	if (t->has_nfo)
		set_titles(s, t);
	name_tape(s, a, t);
	place(a);
	shelf_put_video(s, t->wish[0]->place);
	if (t->has_nfo)
		write_nfo(s, a, t);
	shelf_did(s, "'%s'%s", t->wish[0]->place, t->has_nfo ? " with an NFO" : "");
}

/* One or two episodes more. */
static void add_tape(struct shelf *s, struct show *a)
{
	int season = (int)shelf_below(s, SEASONS);
	struct tape *t = new_tape(s, a, season, shelf_below(s, 4) ? 1 : 2);

	for (int i = 0; i < t->n; i++)
		t->wish[i] = shelf_wish(s, ENTITY_EPISODE, season, a->season[season].next++);
	put_tape(s, a, t);
}

void shows_add(struct shelf *s)
{
	struct show *a = xcalloc(1, sizeof(*a));
	bool flat = shelf_below(s, 4) == 0;

	ALLOC_GROW(s->show, s->nshow + 1, s->ashow);
	s->show[s->nshow++] = a;
	a->wish = shelf_wish(s, ENTITY_SERIES, -1, -1);
	a->word = shelf_word(s);
	a->wish->title = xstrdup(a->word);
	a->dir = shelf_text("TV/%s%s", a->word, shelf_below(s, 2) ? " (2001)" : "");
	a->number = 5000 + s->serial;
	a->moved = a->touched = true;
	for (int i = 0; i < SEASONS; i++) {
		a->season[i].next = 1;
		a->season[i].dir = flat ? xstrdup("") : i ? shelf_text("Season %d", i) : xstrdup("Specials");
	}
	for (unsigned n = shelf_below(s, 4) + 1; n > 0; n--)
		add_tape(s, a);
	a->has_nfo = shelf_below(s, 2);
	if (a->has_nfo) {
		shelf_set(&a->wish->title, shelf_word(s));
		write_show(s, a);
	}
	shelf_did(s, "show '%s'%s", a->dir, a->has_nfo ? " with an NFO" : "");
}

/* ---- what happens to a show; false: it cannot -------------------------------------------------------------
 */

static bool rename_show(struct shelf *s, struct show *a)
{
	char *word = shelf_word(s), *to = shelf_text("TV/%s (2002)", word);

	shelf_move(s, a->dir, to);
	shelf_set(&a->dir, to);
	if (!a->has_nfo)
		shelf_set(&a->wish->title, xstrdup(word));
	free(word);
	return true;
}

static bool edit_show(struct shelf *s, struct show *a)
{
	a->has_nfo = true;
	shelf_set(&a->wish->title, shelf_word(s));
	write_show(s, a);
	return true;
}

/* A season's folder gets another name, or its episodes leave it. */
static bool move_season(struct shelf *s, struct show *a)
{
	static const char *const names[SEASONS][3] = {
		{"Specials", "Season 00", ""}, {"Season 1", "Season 01", ""}, {"Season 2", "Season 02", ""}};
	int season = (int)shelf_below(s, SEASONS);
	const char *dir = names[season][shelf_below(s, 3)];
	bool moved = false;

	for (size_t i = 0; i < a->n; i++) {
		struct tape *t = a->tape[i];
		char *old = stem(a, t);

		if (t->season == season && strcmp(t->dir, dir) != 0) {
			shelf_set(&t->dir, xstrdup(dir));
			if (!t->out)
				move_tape(s, a, t, old);
			moved |= !t->out;
		}
		free(old);
	}
	shelf_set(&a->season[season].dir, xstrdup(dir));
	return moved;
}

static int on_air(const struct shelf *s)
{
	int n = 0;

	for (size_t i = 0; i < s->nshow; i++)
		n += !s->show[i]->out;
	return n;
}

static bool show_goes(struct shelf *s, struct show *a)
{
	char *to = shelf_text("out/%d/%s", a->number, a->dir);
	bool moved = false;
	int n = 0;

	for (size_t i = 0; i < a->n; i++) {
		n += a->tape[i]->out ? 0 : a->tape[i]->n;
		moved |= a->tape[i]->moved;
	}
	if (!moved && n <= MAY_GO && n <= s->left && on_air(s) > 1) {
		shelf_move(s, a->dir, to);
		a->out = true;
		s->left -= n;
	}
	free(to);
	return a->out;
}

static void show_comes_back(struct shelf *s, struct show *a)
{
	char *from = shelf_text("out/%d/%s", a->number, a->dir);

	shelf_move(s, from, a->dir);
	a->out = false;
	for (size_t i = 0; i < a->n; i++)
		a->tape[i]->touched = true;
	free(from);
}

/* ---- what happens to a video ------------------------------------------------------------------------------
 */

static bool rename_tape(struct shelf *s, struct show *a, struct tape *t)
{
	char *old = stem(a, t);

	name_tape(s, a, t);
	move_tape(s, a, t, old);
	free(old);
	return true;
}

static bool other_number(struct shelf *s, struct show *a, struct tape *t)
{
	char *old = stem(a, t);
	int season = (int)shelf_below(s, SEASONS);
	struct season *to = &a->season[season];

	if (!to->wish)
		to->wish = shelf_wish(s, ENTITY_SEASON, season, -1);
	for (int i = 0; i < t->n; i++) {
		t->wish[i]->season = season;
		t->wish[i]->episode = to->next++;
	}
	t->season = season;
	shelf_set(&t->dir, xstrdup(to->dir));
	name_tape(s, a, t);
	move_tape(s, a, t, old);
	if (t->has_nfo)
		write_nfo(s, a, t);
	free(old);
	return true;
}

static bool better_tape(struct shelf *s, struct show *a, struct tape *t)
{
	char *old = stem(a, t), *video = tape_path(a, t, "mkv");

	if (shelf_below(s, 2)) {
		name_tape(s, a, t);
		move_tape(s, a, t, old);
		shelf_set(&video, tape_path(a, t, "mkv"));
	}
	shelf_put_video(s, video);
	free(old);
	free(video);
	return true;
}

static bool edit_tape(struct shelf *s, struct show *a, struct tape *t)
{
	t->has_nfo = true;
	set_titles(s, t);
	write_nfo(s, a, t);
	return true;
}

static bool tape_goes(struct shelf *s, struct show *a, struct tape *t)
{
	char *from = stem(a, t), *to;
	int there = 0;

	for (size_t i = 0; i < a->n; i++)
		there += !a->tape[i]->out;
	if (there > 1 && s->left >= t->n) {
		for (int i = 0; i < 1 + t->has_nfo; i++) {
			char *file = tape_path(a, t, i ? "nfo" : "mkv");

			to = shelf_text("out/%d.%s", t->number, i ? "nfo" : "mkv");
			shelf_move(s, file, to);
			free(file);
			free(to);
		}
		t->out = true;
		s->left -= t->n;
	}
	free(from);
	return t->out;
}

static void tape_comes_back(struct shelf *s, struct show *a, struct tape *t)
{
	char *from = shelf_text("out/%d", t->number);

	t->out = false;
	move_tape(s, a, t, from);
	free(from);
}

/* Two videos are one, of both their episodes. */
static bool joined(struct shelf *s, struct show *a, struct tape *t)
{
	struct tape *other = NULL;
	char *path;

	for (size_t i = 0; i < a->n && t->n == 1; i++) {
		struct tape *u = a->tape[i];

		if (u->season == t->season && u->n == 1 && !u->out && !u->moved && !u->touched &&
			u->has_nfo == t->has_nfo && u->wish[0]->episode == t->wish[0]->episode + 1)
			other = u;
	}
	if (!other)
		return false;
	for (int i = 0; i < 1 + t->has_nfo; i++) {
		path = tape_path(a, other, i ? "nfo" : "mkv");
		shelf_remove(s, path);
		free(path);
		path = tape_path(a, t, i ? "nfo" : "mkv");
		shelf_remove(s, path);
		free(path);
	}
	t->wish[t->n++] = other->wish[0];
	other->n = 0;
	other->out = other->touched = true;
	name_tape(s, a, t);
	path = tape_path(a, t, "mkv");
	shelf_put_video(s, path);
	free(path);
	if (t->has_nfo)
		write_nfo(s, a, t);
	return true;
}

/* And one is two. */
static bool divided(struct shelf *s, struct show *a, struct tape *t)
{
	struct tape *new;
	char *path;

	if (t->n != 2)
		return false;
	for (int i = 0; i < 1 + t->has_nfo; i++) {
		path = tape_path(a, t, i ? "nfo" : "mkv");
		shelf_remove(s, path);
		free(path);
	}
	new = new_tape(s, a, t->season, 1);
	new->wish[0] = t->wish[1];
	new->has_nfo = t->has_nfo;
	t->n = 1;
	for (int i = 0; i < 2; i++) {
		struct tape *u = i ? new : t;

		name_tape(s, a, u);
		path = tape_path(a, u, "mkv");
		shelf_put_video(s, path);
		free(path);
		if (u->has_nfo)
			write_nfo(s, a, u);
	}
	return true;
}

static const struct {
	const char *what;
	bool (*fn)(struct shelf *s, struct show *a);
	bool gentle; /* its videos are the same: more such things may happen to them */
} show_happenings[] = {{"its folder is renamed", rename_show, true}, {"its NFO is edited", edit_show, true},
	{"a season's folder", move_season, true}, {"it goes", show_goes, false}};

static const struct {
	const char *what;
	bool (*fn)(struct shelf *s, struct show *a, struct tape *t);
	bool gentle;
} tape_happenings[] = {{"it is renamed", rename_tape, true}, {"it gets another number", other_number, true},
	{"a better video", better_tape, false}, {"its NFO is edited", edit_tape, true},
	{"it goes", tape_goes, false}, {"it is joined with the next", joined, false},
	{"it is divided", divided, false}};

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static void show_happens(struct shelf *s, struct show *a)
{
	unsigned i = shelf_below(s, COUNT(show_happenings));
	bool gentle = show_happenings[i].gentle;
	char *was = xstrdup(a->dir);

	if (a->out) {
		show_comes_back(s, a);
		shelf_did(s, "show '%s' comes back", a->dir);
		a->moved = a->touched = true;
	} else if ((gentle || !a->moved) && show_happenings[i].fn(s, a)) {
		shelf_did(s, "show '%s': %s: '%s'", was, show_happenings[i].what, a->dir);
		a->moved = true;
		a->touched = !gentle;
	}
	free(was);
}

static void tape_happens(struct shelf *s, struct show *a, struct tape *t)
{
	unsigned i = shelf_below(s, COUNT(tape_happenings));
	bool gentle = tape_happenings[i].gentle;
	char *was = xstrdup(t->wish[0]->place);

	if (t->out) {
		if (a->moved)
			return;
		tape_comes_back(s, a, t);
		shelf_did(s, "'%s' comes back", was);
		t->touched = a->touched = true;
	} else if ((gentle || (!a->moved && !t->moved)) && tape_happenings[i].fn(s, a, t)) {
		place(a);
		shelf_did(s, "'%s': %s: '%s'", was, tape_happenings[i].what, t->wish[0]->place);
		t->moved = true;
		t->touched = !gentle;
		a->touched |= !gentle;
	}
	free(was);
}

void shows_happen(struct shelf *s)
{
	struct show *a = s->show[shelf_below(s, (unsigned)s->nshow)];
	struct tape *t = a->tape[shelf_below(s, (unsigned)a->n)];
	unsigned kind = shelf_below(s, 10);

	if (kind == 0 && s->nshow < MAX_SHOWS) {
		shows_add(s);
	} else if (kind < 4 && !a->touched) {
		show_happens(s, a);
	} else if (kind == 4 && !a->out && !a->moved) {
		add_tape(s, a);
		a->touched = true;
	} else if (!a->out && t->n > 0 && !t->touched) {
		tape_happens(s, a, t);
	}
	place(a);
}

void shows_settle(struct shelf *s)
{
	for (size_t i = 0; i < s->nshow; i++) {
		s->show[i]->moved = s->show[i]->touched = false;
		for (size_t k = 0; k < s->show[i]->n; k++)
			s->show[i]->tape[k]->touched = s->show[i]->tape[k]->moved = false;
	}
}

void shows_free(struct shelf *s)
{
	for (size_t i = 0; i < s->nshow; i++) {
		struct show *a = s->show[i];

		for (size_t k = 0; k < a->n; k++) {
			free(a->tape[k]->dir);
			free(a->tape[k]->name);
			free(a->tape[k]);
		}
		for (int k = 0; k < SEASONS; k++)
			free(a->season[k].dir);
		free(a->tape);
		free(a->dir);
		free(a->word);
		free(a);
	}
	free(s->show);
}
