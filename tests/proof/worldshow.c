/* A show in place of films: items that share a folder's lock, and two that share a file. See world.h. */
#include <string.h>

#include "worldparts.h"

#define SHOW "Show (2001)/"
#define DOUBLE SHOW "Season 1/Show S01E01E02"
#define SINGLE SHOW "Season 1/Show S01E03"

/* The files of each item. */
static const struct part {
	const char *item, *file[3];
} parts[] = {{"series:0", {SHOW "tvshow.nfo", SHOW "poster.jpg", SHOW ".actors/Ann_Lee.jpg"}},
	{"season:1", {SHOW "season01-poster.jpg"}}, {"episode:1", {DOUBLE ".nfo"}},
	{"episode:2", {DOUBLE ".nfo"}}, {"episode:3", {SINGLE ".nfo", SINGLE "-thumb.jpg"}}};

static void add_episode(struct strbuf *out, int number)
{
	strbuf_addf(out,
		"<episodedetails>\n  <title>Part %d</title>\n  <season>1</season>\n  <episode>%d</episode>\n"
		"  <plot>Old.</plot>\n</episodedetails>\n",
		number, number);
}

void show_make(struct world *w, const struct strbuf *video)
{
	struct strbuf nfo = STRBUF_INIT;

	world_put(w->films, DOUBLE ".mkv", video->buf, video->len);
	world_put(w->films, SINGLE ".mkv", video->buf, video->len);
	world_put_text(w->films, SHOW "tvshow.nfo",
		"<tvshow>\n  <title>Show</title>\n  <plot>Old.</plot>\n</tvshow>\n");
	world_put_picture(w->films, SHOW "poster.jpg", 21, 60, 90);
	world_put_picture(w->films, SHOW "season01-poster.jpg", 22, 60, 90);
	add_episode(&nfo, 3);
	world_put_text(w->films, SINGLE ".nfo", nfo.buf);
	strbuf_clear(&nfo);
	add_episode(&nfo, 1);
	add_episode(&nfo, 2);
	world_put_text(w->films, DOUBLE ".nfo", nfo.buf);
	strbuf_release(&nfo);
}

void show_change(struct world *w)
{
	world_choose(w, &(struct choice){"poster", 2001, 60, 90, 0}, "series", "(SELECT id FROM series)");
	world_choose(
		w, &(struct choice){"actor/Ann_Lee", 2101, 50, 70, -1}, "series", "(SELECT id FROM series)");
	world_choose(w, &(struct choice){"poster", 2201, 60, 90, 0}, "season", "(SELECT id FROM seasons)");
	world_choose(w, &(struct choice){"thumb", 2301, 80, 45, -1}, "episode",
		"(SELECT id FROM episodes WHERE episode_number = 3)");
	world_exec(w,
		"UPDATE series SET plot = 'New.', revision = revision + 1, has_unpublished_changes = 1;"
		"UPDATE seasons SET revision = revision + 1, has_unpublished_changes = 1;"
		"UPDATE episodes SET plot = 'New.', revision = revision + 1, has_unpublished_changes = 1;");
}

static void learn_half(struct world *w, int number)
{
	struct strbuf text = STRBUF_INIT;
	struct run r = {.program = "metarr-publish", .option = "-q"};
	struct tree now = {0};
	int64_t id;

	strbuf_addf(&text, "SELECT id FROM episodes WHERE episode_number = %d", number);
	id = world_int(w, text.buf);
	strbuf_clear(&text);
	strbuf_addf(&text, "episode:%lld", (long long)id);
	r.operand = text.buf;
	if (world_run(w, &r))
		give_up("%s: %s", r.program, world_said(w));
	tree_read(w->films, &now);
	memcpy(w->half[number - 1], tree_hash(&now, DOUBLE ".nfo"), SHA256_HEX_SIZE);
	tree_release(&now);
	strbuf_release(&text);
}

void world_learn_half(struct world *w, const char *name)
{
	int number;

	for (number = 1; number <= 2 && !w->nfilms; number++) {
		world_restore(w, name);
		learn_half(w, number);
	}
}

/* Which of the two episodes is published in that NFO; 0: none, both, or it is another file. */
static int which_half(const struct world *w, const char *path, const char *hash)
{
	if (w->nfilms || strcmp(path, DOUBLE ".nfo") != 0)
		return 0;
	return !strcmp(hash, w->half[0]) ? 1 : !strcmp(hash, w->half[1]) ? 2 : 0;
}

bool show_may_be(const struct world *w, const char *path, const char *hash)
{
	return which_half(w, path, hash) != 0;
}

/* Whether two hashes, each NULL for nothing, are the same. */
static bool same(const char *a, const char *b)
{
	return a && b ? !strcmp(a, b) : a == b;
}

void show_check_item(struct world *w, const struct tree *now, const char *item, const char *state, bool open)
{
	bool is_old = true, is_new = true, published = !strcmp(state, "published");
	const struct part *p = parts;
	int number = item[strlen(item) - 1] - '0';
	size_t i;

	while (strcmp(p->item, item) != 0)
		if (++p == parts + sizeof(parts) / sizeof(parts[0]))
			give_up("the show has no '%s'", item);
	for (i = 0; i < sizeof(p->file) / sizeof(p->file[0]) && p->file[i]; i++) {
		const char *hash = tree_hash(now, p->file[i]);
		int half = hash ? which_half(w, p->file[i], hash) : 0;

		is_old &= same(hash, tree_hash(&w->old, p->file[i])) || (half && half != number);
		is_new &= same(hash, tree_hash(&w->new, p->file[i])) || (half && half == number);
	}
	if (is_new && open != !published)
		world_bad(w, "'%s' is new, its row says '%s' and %d", item, state, open);
	else if (!is_new && !is_old)
		world_bad(w, "'%s' is neither old nor new", item);
	else if (!is_new && !open)
		world_bad(w, "'%s' is old, its row says that nothing is to be published", item);
}
