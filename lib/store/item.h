/*
 * Items: films, and in the same shape series, seasons and episodes.
 *
 * An item's values are a struct meta; where each came from and whether it is locked stands in field_state,
 * one row for each field that has a value (or a lock). 'revision' counts the changes of an item: whoever
 * plans from one saves against it, and is told when it moved.
 */
#ifndef STORE_ITEM_H
#define STORE_ITEM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/error.h"
#include "db/db.h"
#include "media/entity.h"
#include "media/meta.h"
#include "media/streams.h"
#include "store/pins.h"

extern const struct db_sqltab item_sql;

/* Where a value came from: the words of field_state.source. */
#define SOURCE_NFO "nfo"       /* an NFO as it was found */
#define SOURCE_RADARR "radarr" /* one that Radarr wrote: what a provider told it */
#define SOURCE_SONARR "sonarr" /* one that Sonarr wrote */
#define SOURCE_NAME "name"     /* a folder's or file's name */
#define SOURCE_PROBE "probe"   /* the video itself */
#define SOURCE_FILE "file"     /* somebody changed a file that Metarr had seen before */
#define SOURCE_EDIT "edit"     /* a person, through Metarr */

struct field_info {
	char source[24]; /* "": no row */
	bool locked;
	char updated_at[DB_INSTANT_SIZE];
	int64_t job_id;	  /* 0: none */
	struct pins pins; /* values of a list that are locked into it or out of it */
	char *disk_value; /* in conflict: what its file says, as JSON; NULL: no conflict */
};

struct item {
	enum entity type;
	int64_t id; /* 0: not stored yet */
	int64_t library_id;
	int64_t series_id;  /* seasons and episodes, whose library is that of the series */
	char *file_path;    /* absolute: the video; a series' or season's folder */
	char *folder;	    /* relative to the library, "" for its root */
	char *nfo_path;	    /* absolute, where its NFO stands; NULL: none yet */
	enum naming naming; /* of the NFO that stands there */
	char *version_label;
	char *state, *error_message;
	bool has_unpublished_changes;
	int64_t revision;
	char *nfo_hash;		  /* SHA-256 of the NFO as last seen or written; NULL: none */
	char *published_nfo_hash; /* of what Metarr wrote last */
	char *last_published_at, *nfo_parsed_at, *enriched_at, *deleted_on, *created_at, *updated_at;
	char *sort_key; /* of lists; made by item_save() */
	struct meta meta;
	struct field_info field[MF_COUNT];
	struct meta_names locked_kinds; /* kinds of artwork that are locked, whether one is chosen or not */
	struct streams streams;
};

#define ITEM_INIT                                                                                            \
	{                                                                                                    \
		0                                                                                            \
	}

void item_release(struct item *it);
/* Whether a value with this source came from the library's own files: nfo, radarr, sonarr, file. */
bool source_is_file(const char *source);
bool source_is_provider(const char *source); /* tmdb, tvdb, fanart.tv, tvmaze */
/* Whether the field may not be changed by something automatic. */
bool item_locked(const struct item *it, enum meta_field f);
/* The fields (MF_BIT) in which the item's file and the database differ, each having changed. */
uint64_t item_conflict(const struct item *it);
/* Makes these the fields in conflict, with the values that the file has. They are saved with the fields. */
void item_set_conflict(struct item *it, uint64_t fields, const struct meta *disk);

enum item_parts {
	ITEM_ROW = 0,	  /* the columns of its own table, scalars and ids that are columns among them */
	ITEM_META = 1,	  /* lists, ratings, ids, set, extra fields, scalars without a column */
	ITEM_FIELDS = 2,  /* field_state */
	ITEM_STREAMS = 4, /* video, audio, subtitles */
	ITEM_ALL = 7,
};

/* 1 found (*out was empty), 0 not, -1 error. Each is one snapshot when called inside db_transact(). */
int item_load(
	struct db *db, enum entity type, int64_t id, unsigned parts, struct item *out, struct error *err);
int item_by_file(struct db *db, enum entity type, const char *file_path, unsigned parts, struct item *out,
	struct error *err);
/* Ids of items, in their order: by a folder of a library (films of one folder, soft-deleted ones too), by an
 * external id ("tmdb", "603"; without those that are soft-deleted). */
struct id_list {
	int64_t *id;
	size_t n, alloc;
};
void id_list_release(struct id_list *list);
int items_in_folder(struct db *db, enum entity type, int64_t library_id, const char *folder,
	struct id_list *out, struct error *err);
int items_by_external_id(struct db *db, enum entity type, const char *id_type, const char *value,
	struct id_list *out, struct error *err);
/* With those that are soft-deleted: one of them may have come back. */
int items_ever_by_external_id(struct db *db, enum entity type, const char *id_type, const char *value,
	struct id_list *out, struct error *err);

/*
 * Saves an item inside the caller's transaction: inserts it (id 0) or updates it. 'it' is not touched, so
 * that the transaction can run again: id and revision of the stored row come back in 'what'. Only what
 * differs from the stored rows is written: the meta fields in 'fields' (of a new item all) with their
 * field_state from it->field[] (one without value, lock, pin and conflict has none), lists as their pins
 * allow them, the columns, and the streams when 'streams' is set; a new nfo_parsed_at alone is no difference.
 * When anything differed the revision goes up by one, updated_at moves, and with 'unpublished'
 * has_unpublished_changes is set (it is never taken back here); state is written as it stands in 'it'. 1
 * something was written, 0 nothing differed, -1 error: ERR_CHANGED when it->revision is not the stored one,
 * ERR_NOT_FOUND.
 */
struct item_save {
	uint64_t fields; /* MF_BIT */
	bool streams, unpublished;
	bool touch;	      /* something that belongs to the item differs, if nothing of it does */
	int64_t job_id;	      /* 0: none */
	int64_t id, revision; /* out */
};
int item_save(struct db *db, const struct item *it, struct item_save *what, struct error *err);
/* Soft delete: deleted_on = 'when', when it may go for good (an instant; NULL takes the mark away). Inside a
 * transaction. ERR_NOT_FOUND. */
int item_set_deleted(struct db *db, enum entity type, int64_t id, const char *when, struct error *err);
/* Sets "error_…" or any other state, with its message (NULL: none); the revision stays. Inside a transaction.
 * ERR_NOT_FOUND. */
int item_set_state(struct db *db, enum entity type, int64_t id, const char *state, const char *message,
	struct error *err);
/* A series has got an id, or lost it: its seasons and episodes that are discovered are identified with it, or
 * those that are identified and have no id of their own are not any more. Inside a transaction. */
int item_identify_below(struct db *db, int64_t series_id, bool identified, struct error *err);

#endif
