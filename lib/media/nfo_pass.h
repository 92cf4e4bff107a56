/*
 * The parts of an edit, one field each. A pass looks at the text as it stands and collects its splices; they
 * are committed before the next one looks.
 */
#ifndef MEDIA_NFO_PASS_H
#define MEDIA_NFO_PASS_H

#include "media/nfo_edit.h"
#include "media/nfo_splice.h"

struct nfo_pass {
	struct nfo_editor ed;
	const char *bytes; /* of the file before */
	size_t len;
	const struct nfo_want *want;
	struct nfo_item have; /* the item as the text reads now */
	struct meta before;   /* as it read at first */
	size_t nroot;	      /* items of the file, with one that was made */
};

void nfo_pass_commit(struct nfo_pass *p); /* makes the changes and reads the item again */
void nfo_pass_insert(
	struct nfo_pass *p, const char *element, const char *value); /* a simple one, at its place */

/* Puts in the item, of the wanted kind, that is not in the file yet. */
int nfo_pass_make(struct nfo_pass *p, struct error *err);

void nfo_pass_scalar(struct nfo_pass *p, enum meta_field f);
void nfo_pass_names(struct nfo_pass *p, enum meta_field f); /* genres to tags, directors, writers */
void nfo_pass_actors(struct nfo_pass *p);
void nfo_pass_set(struct nfo_pass *p);
void nfo_pass_ratings(struct nfo_pass *p);
void nfo_pass_ids(struct nfo_pass *p);
void nfo_pass_extra(struct nfo_pass *p);
bool nfo_extra_as_wanted(const struct nfo_pass *p); /* as far as elements can bear it */
void nfo_pass_locks(struct nfo_pass *p);
void nfo_pass_streams(struct nfo_pass *p);

/*
 * Mends what harms readers (commits by itself): what has no end tag, a bare '<' in a field, CDATA, numbers
 * that are empty or none, a second default.
 */
void nfo_mend(struct nfo_editor *ed);
/*
 * The letters of all items become references (commits by itself), in values and attributes; in names of tags,
 * comments and CDATA they stay.
 */
void nfo_spell_out(struct nfo_editor *ed);

#endif
