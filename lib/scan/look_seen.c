/* What changed in a folder since the last scan saw it. See look.h. */
#include <string.h>
#include <strings.h>

#include "scan/look.h"

const struct seen_file *look_seen(const struct seen_list *seen, const char *name)
{
	size_t low = 0, high = seen->n;

	while (low < high) {
		size_t mid = low + (high - low) / 2;
		int order = strcmp(seen->item[mid].name, name);

		if (order == 0)
			return &seen->item[mid];
		if (order < 0)
			low = mid + 1;
		else
			high = mid;
	}
	return NULL;
}

static const struct seen_file *find_seen(const struct seen_list *list, const struct folder *folder, size_t i)
{
	const struct seen_file *seen = look_seen(list, folder_name(folder, i));
	const struct folder_file *f = &folder->file[i];

	return seen && seen->size == f->size && seen->mtime_ns == f->mtime_ns ? seen : NULL;
}

bool look_is_seen(const struct seen_list *seen, const struct folder *f, size_t i)
{
	return find_seen(seen, f, i) != NULL;
}

const struct seen_file *look_unchanged(const struct look *l, size_t i)
{
	return find_seen(&l->seen, &l->f, i);
}

static bool is_young(const struct scanner *s, const struct folder_file *f)
{
	int64_t span = (int64_t)s->o->settle * 1000000000;

	return f->mtime_ns > s->now_ns - span && f->mtime_ns < s->now_ns + span;
}

void look_settle(struct scanner *s, struct look *l)
{
	size_t kept = 0;

	for (size_t i = 0; i < l->f.n; i++) {
		struct folder_file *f = &l->f.file[i];
		const struct seen_file *seen = look_seen(&l->seen, folder_name(&l->f, i));
		bool young = !*s->only && !look_unchanged(l, i) && is_young(s, f);

		if (young) {
			s->sum->unsettled++;
			l->again = true;
			if (!seen)
				continue;
			f->size = seen->size;
			f->mtime_ns = seen->mtime_ns;
			f->inode = seen->inode;
		}
		l->f.file[kept++] = *f;
	}
	l->f.n = kept;
}

/* The item that has this row, or l->finds.n. */
static size_t item_of(const struct look *l, const struct seen_file *seen)
{
	size_t k = 0;

	while (k < l->finds.n && (l->id[k] != seen->entity_id || (int)l->finds.item[k].type != seen->entity))
		k++;
	return k;
}

/* Whether any of the actors' pictures is new, changed or gone. */
static bool actors_changed(const struct look *l)
{
	static const char dir[] = ".actors/";
	size_t before = 0, now = 0;

	for (size_t i = 0; i < l->f.n; i++) {
		if (l->f.file[i].where != DIR_ACTORS)
			continue;
		if (!look_unchanged(l, i))
			return true;
		now++;
	}
	for (size_t i = 0; i < l->seen.n; i++)
		before += strncasecmp(l->seen.item[i].name, dir, strlen(dir)) == 0;
	return before != now;
}

/* Any film of a folder may have the actors. */
void look_mark_dirty(struct look *l)
{
	bool actors = l->finds.n > 0 && l->finds.item[0].type == ENTITY_MOVIE && actors_changed(l);

	for (size_t k = 0; k < l->finds.n; k++)
		l->dirty[k] = actors;
	for (size_t i = 0; i < l->f.n; i++) {
		const struct seen_file *seen = look_seen(&l->seen, folder_name(&l->f, i));
		size_t owner = l->finds.owner[i];
		bool same_owner = seen && owner != NO_FILE && l->id[owner] &&
				  seen->entity_id == l->id[owner] &&
				  seen->entity == (int)l->finds.item[owner].type;

		if (owner != NO_FILE && !(same_owner && look_unchanged(l, i)))
			l->dirty[owner] = true;
		if (seen && seen->entity >= 0 && !same_owner)
			l->dirty[item_of(l, seen)] = true;
	}
	for (size_t i = 0; i < l->seen.n; i++) {
		const struct seen_file *seen = &l->seen.item[i];

		if (seen->entity >= 0 && folder_find(&l->f, seen->name) == l->f.n)
			l->dirty[item_of(l, seen)] = true;
	}
}

void look_find_films(struct look *l)
{
	for (size_t k = 0; k < l->finds.n; k++) {
		const struct seen_file *seen = look_unchanged(l, l->finds.item[k].part[0]);

		l->id[k] = seen && seen->entity == ENTITY_MOVIE ? seen->entity_id : 0;
	}
}
