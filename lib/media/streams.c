/* Stream details to JSON and back; see streams.h. What is not known is written as null. */
#include <math.h>
#include <stdlib.h>

#include "core/alloc.h"
#include "core/json.h"
#include "core/record.h"
#include "media/streams.h"

void streams_release(struct streams *s)
{
	for (size_t i = 0; i < s->nvideo; i++) {
		free(s->video[i].codec);
		free(s->video[i].hdr_type);
		free(s->video[i].color_space);
		free(s->video[i].stereo_mode);
		free(s->video[i].language);
	}
	for (size_t i = 0; i < s->naudio; i++) {
		free(s->audio[i].codec);
		free(s->audio[i].language);
		free(s->audio[i].channel_layout);
		free(s->audio[i].title);
	}
	for (size_t i = 0; i < s->nsubtitle; i++) {
		free(s->subtitle[i].codec);
		free(s->subtitle[i].language);
		free(s->subtitle[i].file_path);
	}
	free(s->video);
	free(s->audio);
	free(s->subtitle);
	*s = (struct streams)STREAMS_INIT;
}

struct video_stream *streams_add_video(struct streams *s)
{
	ALLOC_GROW(s->video, s->nvideo + 1, s->avideo);
	s->video[s->nvideo] = (struct video_stream){0};
	return &s->video[s->nvideo++];
}

struct audio_stream *streams_add_audio(struct streams *s)
{
	ALLOC_GROW(s->audio, s->naudio + 1, s->aaudio);
	s->audio[s->naudio] = (struct audio_stream){0};
	return &s->audio[s->naudio++];
}

struct subtitle_stream *streams_add_subtitle(struct streams *s)
{
	ALLOC_GROW(s->subtitle, s->nsubtitle + 1, s->asubtitle);
	s->subtitle[s->nsubtitle] = (struct subtitle_stream){0};
	return &s->subtitle[s->nsubtitle++];
}

/* Zero means "not known" in every number that is written through these. */
static void put_int(struct jsonw *w, int64_t v)
{
	if (v)
		jsonw_int(w, v);
	else
		jsonw_null(w);
}

static void put_real(struct jsonw *w, double v, double scale)
{
	if (v > 0)
		jsonw_real(w, round(v * scale) / scale);
	else
		jsonw_null(w);
}

static void put_video(struct jsonw *w, const struct video_stream *v)
{
	jsonw_object(w);
	jsonw_kstr(w, "codec", v->codec);
	jsonw_key(w, "width");
	put_int(w, v->width);
	jsonw_key(w, "height");
	put_int(w, v->height);
	jsonw_key(w, "aspect");
	put_real(w, v->aspect, 1e6);
	jsonw_key(w, "framerate");
	put_real(w, v->framerate, 1e3);
	jsonw_key(w, "bitrate");
	put_int(w, v->bitrate);
	jsonw_kstr(w, "hdr_type", v->hdr_type);
	jsonw_kstr(w, "color_space", v->color_space);
	jsonw_kstr(w, "stereo_mode", v->stereo_mode);
	jsonw_kstr(w, "language", v->language);
	jsonw_end(w);
}

static void put_audio(struct jsonw *w, const struct audio_stream *a)
{
	jsonw_object(w);
	jsonw_kint(w, "stream_index", a->stream_index);
	jsonw_kstr(w, "codec", a->codec);
	jsonw_kstr(w, "language", a->language);
	jsonw_key(w, "channels");
	put_int(w, a->channels);
	jsonw_kstr(w, "channel_layout", a->channel_layout);
	jsonw_kstr(w, "title", a->title);
	jsonw_kbool(w, "is_default", a->is_default);
	jsonw_kbool(w, "is_forced", a->is_forced);
	jsonw_end(w);
}

static void put_subtitle(struct jsonw *w, const struct subtitle_stream *t)
{
	jsonw_object(w);
	jsonw_kstr(w, "codec", t->codec);
	jsonw_kstr(w, "language", t->language);
	jsonw_kstr(w, "file_path", t->file_path);
	jsonw_kbool(w, "is_default", t->is_default);
	jsonw_kbool(w, "is_forced", t->is_forced);
	jsonw_end(w);
}

static void put_videos(struct jsonw *w, const struct streams *s)
{
	jsonw_array(w);
	for (size_t i = 0; i < s->nvideo; i++)
		put_video(w, &s->video[i]);
	jsonw_end(w);
}

static void put_audios(struct jsonw *w, const struct streams *s)
{
	jsonw_array(w);
	for (size_t i = 0; i < s->naudio; i++)
		put_audio(w, &s->audio[i]);
	jsonw_end(w);
}

static void put_subtitles(struct jsonw *w, const struct streams *s)
{
	jsonw_array(w);
	for (size_t i = 0; i < s->nsubtitle; i++)
		put_subtitle(w, &s->subtitle[i]);
	jsonw_end(w);
}

static void put_duration(struct jsonw *w, const struct streams *s)
{
	put_real(w, s->duration, 1e3);
}

/* The members of a video's record, in their order. */
static const struct {
	const char *key;
	void (*put)(struct jsonw *w, const struct streams *s);
} members[] = {
	{"duration_seconds", put_duration},
	{"video", put_videos},
	{"audio", put_audios},
	{"subtitle", put_subtitles},
};
#define MEMBERS (sizeof(members) / sizeof(*members))

void streams_to_json(const struct streams *s, struct jsonw *w)
{
	for (size_t i = 0; i < MEMBERS; i++) {
		jsonw_key(w, members[i].key);
		members[i].put(w, s);
	}
}

void streams_to_record(const struct streams *s, struct record *r)
{
	struct strbuf text = STRBUF_INIT;
	struct jsonw w;

	for (size_t i = 0; i < MEMBERS; i++) {
		strbuf_clear(&text);
		jsonw_init(&w, &text);
		members[i].put(&w, s);
		record_set_raw(r, members[i].key, text.buf, text.len);
	}
	strbuf_release(&text);
}

static char *get_str(const cJSON *obj, const char *key)
{
	return xstrdup_or_null(json_str(obj, key));
}

/* A whole number from 0 to most; what is absent or out of range is 0, not known. */
static int64_t get_int(const cJSON *obj, const char *key, int64_t most)
{
	int64_t v;

	return json_int(obj, key, &v) && v >= 0 && v <= most ? v : 0;
}

static double get_real(const cJSON *obj, const char *key)
{
	double v;

	return json_real(obj, key, &v) && isfinite(v) && v > 0 ? v : 0;
}

static bool get_bool(const cJSON *obj, const char *key)
{
	bool v;

	return json_bool(obj, key, &v) && v;
}

static void get_video(struct streams *s, const cJSON *obj)
{
	struct video_stream *v = streams_add_video(s);

	v->codec = get_str(obj, "codec");
	v->width = (int)get_int(obj, "width", STREAMS_MAX_SIDE);
	v->height = (int)get_int(obj, "height", STREAMS_MAX_SIDE);
	v->aspect = get_real(obj, "aspect");
	v->framerate = get_real(obj, "framerate");
	v->bitrate = get_int(obj, "bitrate", INT64_MAX);
	v->hdr_type = get_str(obj, "hdr_type");
	v->color_space = get_str(obj, "color_space");
	v->stereo_mode = get_str(obj, "stereo_mode");
	v->language = get_str(obj, "language");
}

static void get_audio(struct streams *s, const cJSON *obj)
{
	struct audio_stream *a = streams_add_audio(s);

	a->stream_index = (int)get_int(obj, "stream_index", INT32_MAX);
	a->codec = get_str(obj, "codec");
	a->language = get_str(obj, "language");
	a->channels = (int)get_int(obj, "channels", STREAMS_MAX_CHANNELS);
	a->channel_layout = get_str(obj, "channel_layout");
	a->title = get_str(obj, "title");
	a->is_default = get_bool(obj, "is_default");
	a->is_forced = get_bool(obj, "is_forced");
}

static void get_subtitle(struct streams *s, const cJSON *obj)
{
	struct subtitle_stream *t = streams_add_subtitle(s);

	t->codec = get_str(obj, "codec");
	t->language = get_str(obj, "language");
	t->file_path = get_str(obj, "file_path");
	t->is_default = get_bool(obj, "is_default");
	t->is_forced = get_bool(obj, "is_forced");
}

static void get_list(struct streams *s, const cJSON *root, const char *key, const size_t *n,
	void (*get)(struct streams *, const cJSON *))
{
	const cJSON *item;

	cJSON_ArrayForEach (item, json_member(root, key)) {
		if (cJSON_IsObject(item) && *n < STREAMS_MAX)
			get(s, item);
	}
}

int streams_from_json(struct streams *s, const char *json, size_t len, struct error *err)
{
	cJSON *root = json_parse(json, len, err);
	const cJSON *failure;
	int rc = 0;

	streams_release(s);
	if (!root)
		return -1;
	failure = json_member(root, "error");
	if (!cJSON_IsObject(root)) {
		rc = error_set(err, ERR_BAD_RECORD, "no object: stream details");
	} else if (failure) {
		const char *code = json_str(failure, "code"), *msg = json_str(failure, "message");

		rc = error_set(err, error_by_name(code ? code : ""), "%s", msg ? msg : "cannot be probed");
	} else {
		s->duration = get_real(root, "duration_seconds");
		get_list(s, root, "video", &s->nvideo, get_video);
		get_list(s, root, "audio", &s->naudio, get_audio);
		get_list(s, root, "subtitle", &s->nsubtitle, get_subtitle);
	}
	cJSON_Delete(root);
	return rc;
}
