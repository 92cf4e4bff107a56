/*
 * What is wrong with a file that was published, by what stands at its path. Damage is what nobody writes on
 * purpose:
 *
 *   missing     nothing stands there
 *   empty       a file without bytes
 *   cut         it begins as it was published and ends there, or goes on with nothing but zero bytes: a copy
 *               that did not come to its end, a file of a machine that went down
 *   rotten      other bytes, with the size and the time of what was published: the disk did that
 *   unreadable  no NFO (neither an element nor an address that says anything, or zero bytes within), no
 * picture (no decoder takes it)
 *
 * Whatever else differs is a good file of somebody's: changed. So is a link that leads nowhere: what it leads
 * to may come back.
 */
#ifndef PUBLISH_DAMAGE_H
#define PUBLISH_DAMAGE_H

#include "core/child.h"
#include "publish/standing.h"

enum damage {
	DAMAGE_NONE,
	DAMAGE_MISSING,
	DAMAGE_EMPTY,
	DAMAGE_CUT,
	DAMAGE_ROTTEN,
	DAMAGE_UNREADABLE,
	DAMAGE_CHANGED, /* somebody's */
};
const char *damage_name(enum damage d); /* "good", "missing", … */

/* Judges what stands at f->path (now, with its bytes). 'published': the bytes that should; NULL when they are
 * lost. 'images': children that look at pictures (metarr-image). 0, or -1 when a picture could not be looked
 * at. */
int damage_of(const struct published_file *f, const struct standing *now, const struct strbuf *bytes,
	const struct strbuf *published, struct child_pool *images, enum damage *out, struct error *err);

#endif
