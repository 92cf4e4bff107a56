/*
 * Where the files of an item are, and what they are called: a film's beside its video, a series' and its
 * seasons' in the series' folder, an episode's beside its video. Kodi reads no NFO of a season; Jellyfin
 * does, in the season's own folder.
 */
#ifndef PUBLISH_PLACE_H
#define PUBLISH_PLACE_H

#include "media/artname.h"
#include "media/nfo.h"
#include "publish/publisher.h"
#include "store/item.h"

struct place {
	char *lock;    /* the folder whose lock it takes, relative: a series' for all of it */
	char *dir;     /* where its pictures stand, in this machine's paths */
	char *nfo_dir; /* where its NFO does */
	char *base;    /* its video's name without the ending; NULL: short names only */
	enum art_owner owner;
	int season; /* of a season's pictures, else ART_NO_SEASON */
	enum nfo_root root;
	bool has_nfo;
	bool has_streams;
	bool alone; /* a film that has its folder for itself, which is not the library's root */
};

/* Appends the folder that is locked for an item, alone. */
int place_lock(struct publisher *pub, const struct item *it, struct strbuf *folder, struct error *err);
/* From an item as the database knows it, inside the snapshot of a plan. 0 or -1; released by the caller
 * either way. */
int place_of(struct publisher *pub, const struct item *it, struct place *out, struct error *err);
/* The place of a set's pictures. -1: no folder can have its name. */
int place_set(const struct publisher *pub, const char *set_name, struct place *out);
/* Appends the folder of the pictures of its actors. */
#define PLACE_ACTORS ".actors"
void place_actors(const struct place *p, const struct publisher *pub, struct strbuf *out);
void place_release(struct place *p);
/* Appends the path of its NFO by naming. A film's folder that is shared, and episodes, have long names only.
 */
void place_nfo(const struct place *p, enum naming naming, struct strbuf *out);
/* The naming of an NFO that place_nfo() named. */
enum naming place_naming_of(const char *nfo_path);
/* The namings that its NFO may have, the one that a player prefers first: their number. */
size_t place_namings(const struct place *p, enum naming out[2]);
/* Whether files of the item that bear other names are to get those of the library's naming. */
bool place_renames(const struct place *p, const struct publisher *pub);
/* The namings of new files: what the library says, where there is a choice. */
enum naming place_naming(const struct place *p, const struct library *lib);

#endif
