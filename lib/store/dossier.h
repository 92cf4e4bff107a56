/*
 * All that is known of one item: its row, fields with their source and lock, streams, artwork, files,
 * versions of its NFO and the history of its publishes; and its record for programs.
 */
#ifndef STORE_DOSSIER_H
#define STORE_DOSSIER_H

#include "store/candidate.h"
#include "store/editlog.h"
#include "store/list.h"
#include "store/matches.h"
#include "store/nfotext.h"
#include "store/publog.h"
#include "store/seen.h"

#define DOSSIER_FILMS 1000 /* of a set, at most */

struct dossier {
	struct list_row row; /* its item with ITEM_ALL */
	struct candidate_list artwork;
	struct published_file *published;
	struct unknown_file *unknown;
	struct nfo_version *version;
	struct publog_entry *history; /* newest first */
	struct edit_entry *edit;      /* newest first */
	size_t npublished, nunknown, nversion, nhistory, nedit;
	struct list_page films;	    /* of a set */
	struct match_rows match;    /* what it may be, the best first */
	struct meta_names warnings; /* one sentence each: what of its files cannot be read as it stands */
};

void dossier_release(struct dossier *d);
/* One snapshot. 1 found (what *out held is released), 0 not, -1 error. */
int dossier_load(struct db *db, enum entity type, int64_t id, struct dossier *out, struct error *err);
/* Appends the difference between two versions of its NFO, as textdiff() has it; nothing when they are the
 * same. ERR_NOT_FOUND for a version that there is not, or whose text is not kept. 0 or -1. */
int dossier_diff(
	struct db *db, const struct dossier *d, int from, int to, struct strbuf *out, struct error *err);
/* Makes r the item's record, as list_record(), and adds fields {name: {value, source, locked, updated_at;
 * where there are such, pinned, barred, disk_value}}, locked_kinds, artwork {kind: [candidate, …]} in the
 * place of the kinds, streams {duration_seconds, video, audio, subtitle}, published_files, unknown_files,
 * nfo_versions, history, edits, matches and warnings. */
void dossier_record(const struct dossier *d, struct record *r);
/* Puts the members of a candidate, as they are in the artwork of the record. */
struct jsonw;
void dossier_candidate(struct jsonw *w, const struct candidate *c);
/* Appends it for people, in lines of at most 'width' columns where that can be; 0: as long as they are. */
void dossier_text(const struct dossier *d, size_t width, struct strbuf *out);
/* Only its history: edits, publishes and versions of its NFO, newest first. */
void dossier_history(const struct dossier *d, size_t width, struct strbuf *out);

#endif
