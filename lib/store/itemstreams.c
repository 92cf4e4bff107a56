/* Video, audio and subtitle streams of an item; see itemparts.h. */
#include <string.h>

#include "core/json.h"
#include "store/itemparts.h"
#include "store/row.h"

enum { V_LOAD, A_LOAD, S_LOAD, V_CLEAR, A_CLEAR, S_CLEAR, V_ADD, A_ADD, S_ADD, STREAMS_COUNT };

#define CLEAR(table)                                                                                         \
	{                                                                                                    \
		"DELETE FROM " table " WHERE entity_type = $1 AND entity_id = $2", NULL                      \
	}

static const struct db_sql statements[STREAMS_COUNT] = {
	[V_LOAD] = {"SELECT codec, width, height, aspect, duration_seconds, bitrate, framerate, hdr_type, "
		    "color_space, stereo_mode, language FROM video_streams "
		    "WHERE entity_type = $1 AND entity_id = $2 ORDER BY stream_index",
		NULL},
	[A_LOAD] = {"SELECT stream_index, codec, language, channels, channel_layout, title, is_default, "
		    "is_forced FROM audio_streams WHERE entity_type = $1 AND entity_id = $2 ORDER BY id",
		NULL},
	[S_LOAD] = {"SELECT language, codec, file_path, is_default, is_forced FROM subtitle_streams "
		    "WHERE entity_type = $1 AND entity_id = $2 ORDER BY stream_index",
		NULL},
	[V_CLEAR] = CLEAR("video_streams"),
	[A_CLEAR] = CLEAR("audio_streams"),
	[S_CLEAR] = CLEAR("subtitle_streams"),
	[V_ADD] = {"INSERT INTO video_streams (entity_type, entity_id, stream_index, codec, width, height, "
		   "aspect, duration_seconds, bitrate, framerate, hdr_type, color_space, stereo_mode, "
		   "language, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, "
		   "$14, $15)",
		NULL},
	[A_ADD] = {"INSERT INTO audio_streams (entity_type, entity_id, stream_index, codec, language, "
		   "channels, channel_layout, title, is_default, is_forced, created_at) "
		   "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
		NULL},
	[S_ADD] = {"INSERT INTO subtitle_streams (entity_type, entity_id, stream_index, language, codec, "
		   "is_external, file_path, is_default, is_forced, created_at) "
		   "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
		NULL},
};
const struct db_sqltab itemstreams_sql = {"itemstreams", statements, STREAMS_COUNT};

static struct db_stmt *stmt(struct db *db, int index, enum entity type, int64_t id)
{
	return stmt_of(db, &itemstreams_sql, index, type, id);
}

static int load_video(struct db *db, enum entity type, int64_t id, struct streams *s, struct error *err)
{
	struct db_stmt *st = stmt(db, V_LOAD, type, id);
	int rc;

	while ((rc = db_step(st, err)) == 1) {
		ALLOC_GROW(s->video, s->nvideo + 1, s->avideo);
		s->video[s->nvideo++] = (struct video_stream){
			.codec = row_dup(st, 0),
			.width = (int)db_int(st, 1),
			.height = (int)db_int(st, 2),
			.aspect = db_real(st, 3),
			.bitrate = db_int(st, 5),
			.framerate = db_real(st, 6),
			.hdr_type = row_dup(st, 7),
			.color_space = row_dup(st, 8),
			.stereo_mode = row_dup(st, 9),
			.language = row_dup(st, 10),
		};
		if (s->nvideo == 1)
			s->duration = db_real(st, 4);
	}
	return rc;
}

static int load_audio(struct db *db, enum entity type, int64_t id, struct streams *s, struct error *err)
{
	struct db_stmt *st = stmt(db, A_LOAD, type, id);
	int rc;

	while ((rc = db_step(st, err)) == 1) {
		ALLOC_GROW(s->audio, s->naudio + 1, s->aaudio);
		s->audio[s->naudio++] = (struct audio_stream){
			.stream_index = (int)db_int(st, 0),
			.codec = row_dup(st, 1),
			.language = row_dup(st, 2),
			.channels = (int)db_int(st, 3),
			.channel_layout = row_dup(st, 4),
			.title = row_dup(st, 5),
			.is_default = db_int(st, 6) != 0,
			.is_forced = db_int(st, 7) != 0,
		};
	}
	return rc;
}

static int load_subtitles(struct db *db, enum entity type, int64_t id, struct streams *s, struct error *err)
{
	struct db_stmt *st = stmt(db, S_LOAD, type, id);
	int rc;

	while ((rc = db_step(st, err)) == 1) {
		ALLOC_GROW(s->subtitle, s->nsubtitle + 1, s->asubtitle);
		s->subtitle[s->nsubtitle++] = (struct subtitle_stream){
			.language = row_dup(st, 0),
			.codec = row_dup(st, 1),
			.file_path = row_dup(st, 2),
			.is_default = db_int(st, 3) != 0,
			.is_forced = db_int(st, 4) != 0,
		};
	}
	return rc;
}

int item_streams_load(struct db *db, enum entity type, int64_t id, struct streams *s, struct error *err)
{
	return load_video(db, type, id, s, err) || load_audio(db, type, id, s, err) ||
			       load_subtitles(db, type, id, s, err)
		       ? -1
		       : 0;
}

static void bind_real_unless_zero(struct db_stmt *st, int param, double value)
{
	if (value != 0)
		db_bind_real(st, param, value);
	else
		db_bind_null(st, param);
}

/* The duration is the item's: it stands on the first video stream. */
static void bind_video(struct db_stmt *st, const struct streams *s, size_t i, const char *now)
{
	const struct video_stream *v = &s->video[i];

	db_bind_int(st, 3, (int64_t)i);
	db_bind_text(st, 4, v->codec);
	db_bind_int(st, 5, v->width);
	db_bind_int(st, 6, v->height);
	bind_real_unless_zero(st, 7, v->aspect);
	bind_real_unless_zero(st, 8, i ? 0 : s->duration);
	bind_int_unless(st, 9, v->bitrate, 0);
	bind_real_unless_zero(st, 10, v->framerate);
	db_bind_text(st, 11, v->hdr_type);
	db_bind_text(st, 12, v->color_space);
	db_bind_text(st, 13, v->stereo_mode);
	db_bind_text(st, 14, v->language);
	db_bind_text(st, 15, now);
}

static void bind_audio(struct db_stmt *st, const struct audio_stream *a, const char *now)
{
	db_bind_int(st, 3, a->stream_index);
	db_bind_text(st, 4, a->codec);
	db_bind_text(st, 5, a->language);
	db_bind_int(st, 6, a->channels);
	db_bind_text(st, 7, a->channel_layout);
	db_bind_text(st, 8, a->title);
	db_bind_int(st, 9, a->is_default);
	db_bind_int(st, 10, a->is_forced);
	db_bind_text(st, 11, now);
}

static void bind_subtitle(struct db_stmt *st, const struct subtitle_stream *s, size_t i, const char *now)
{
	db_bind_int(st, 3, (int64_t)i);
	db_bind_text(st, 4, s->language);
	db_bind_text(st, 5, s->codec);
	db_bind_int(st, 6, s->file_path != NULL);
	db_bind_text(st, 7, s->file_path);
	db_bind_int(st, 8, s->is_default);
	db_bind_int(st, 9, s->is_forced);
	db_bind_text(st, 10, now);
}

int item_streams_save(struct db *db, enum entity type, int64_t id, const struct streams *s, bool fresh,
	const char *now, struct error *err)
{
	struct db_stmt *st;
	size_t i;
	int k;

	for (k = V_CLEAR; k <= S_CLEAR && !fresh; k++)
		if (db_run(stmt(db, k, type, id), err))
			return -1;
	for (i = 0; i < s->nvideo; i++) {
		st = stmt(db, V_ADD, type, id);
		bind_video(st, s, i, now);
		if (db_run(st, err))
			return -1;
	}
	for (i = 0; i < s->naudio; i++) {
		st = stmt(db, A_ADD, type, id);
		bind_audio(st, &s->audio[i], now);
		if (db_run(st, err))
			return -1;
	}
	for (i = 0; i < s->nsubtitle; i++) {
		st = stmt(db, S_ADD, type, id);
		bind_subtitle(st, &s->subtitle[i], i, now);
		if (db_run(st, err))
			return -1;
	}
	return 0;
}

static void as_json(const struct streams *s, struct strbuf *out)
{
	struct jsonw w;

	jsonw_init(&w, out);
	jsonw_object(&w);
	streams_to_json(s, &w);
	jsonw_end(&w);
}

bool item_streams_equal(const struct streams *a, const struct streams *b)
{
	struct strbuf x = STRBUF_INIT, y = STRBUF_INIT;
	bool equal;

	as_json(a, &x);
	as_json(b, &y);
	equal = !strcmp(x.buf, y.buf);
	strbuf_release(&x);
	strbuf_release(&y);
	return equal;
}
