/*
 * metarr-probe: video files in, their stream details out. Named files, or records with a "path" (and
 * "parts"); it answers each before it reads the next, so that metarr-scan can keep it as a child.
 */
#include <getopt.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/alloc.h"
#include "core/json.h"
#include "core/prog.h"
#include "media/probe.h"

#define MAX_PARTS 100 /* of one stacked film */

static const char usage[] =
	"usage: metarr-probe [-jtqv] [FILE...]\n"
	"Stream details of video files: those named, or the \"path\" of each record on standard input.\n"
	"  -j, --json   records, also on a terminal      -t, --text     lines for people, also into a pipe\n"
	"  -q, --quiet  errors only                      -v, --verbose  say more\n"
	"  -h, --help   this text                        -V, --version  the version\n";

static const char *or_unknown(const char *s)
{
	return s ? s : "?";
}

static void print_duration(double seconds)
{
	long s = (long)seconds;

	if (s > 0)
		printf("%ld:%02ld:%02ld", s / 3600, s / 60 % 60, s % 60);
	else
		printf("?");
}

static void print_people(const char *path, const struct streams *s)
{
	struct strbuf name = STRBUF_INIT;

	strbuf_add_escaped(&name, path, strlen(path));
	printf("%s: ", name.buf);
	print_duration(s->duration);
	for (size_t i = 0; i < s->nvideo; i++) {
		const struct video_stream *v = &s->video[i];

		printf("%s %s %dx%d", i ? "," : ";", or_unknown(v->codec), v->width, v->height);
		if (v->hdr_type)
			printf(" %s", v->hdr_type);
	}
	for (size_t i = 0; i < s->naudio; i++) {
		const struct audio_stream *a = &s->audio[i];

		printf("%s %s %s %d ch", i ? "," : "; audio", or_unknown(a->language), or_unknown(a->codec),
			a->channels);
	}
	for (size_t i = 0; i < s->nsubtitle; i++)
		printf("%s %s%s", i ? "," : "; subtitles", or_unknown(s->subtitle[i].language),
			s->subtitle[i].is_forced ? " forced" : "");
	printf("\n");
	strbuf_release(&name);
}

/* The files of a stacked film, from the record's "parts". */
static int probe_parts(struct streams *s, const cJSON *parts, struct error *err)
{
	const char *paths[MAX_PARTS];
	const cJSON *part;
	size_t n = 0;

	cJSON_ArrayForEach (part, parts) {
		if (n == MAX_PARTS)
			return error_set(err, ERR_TOO_LONG, "over %d parts", MAX_PARTS);
		if (!cJSON_IsString(part))
			return error_set(err, ERR_BAD_RECORD, "'parts' is no list of paths");
		paths[n++] = part->valuestring;
	}
	if (!n)
		return error_set(err, ERR_BAD_RECORD, "'parts' is no list of paths");
	return probe_stack(s, paths, n, err);
}

static int one(struct record *r, void *ctx, struct error *err)
{
	struct prog *p = ctx;
	struct streams s = STREAMS_INIT;
	const char *path = record_str(r, "path"), *raw;
	cJSON *parts = NULL;
	size_t len;
	int rc;

	if (!path)
		return error_set(err, ERR_BAD_RECORD, "'path' is no text");
	raw = record_raw(r, "parts", &len);
	if (raw) {
		parts = json_parse(raw, len, err);
		rc = probe_parts(&s, parts, err);
		cJSON_Delete(parts);
	} else {
		rc = probe_file(&s, path, err);
	}
	if (!rc && prog_json(p))
		streams_to_record(&s, r);
	else if (!rc)
		print_people(path, &s);
	streams_release(&s);
	return rc;
}

int main(int argc, char **argv)
{
	static const struct option longs[] = {PROG_LONG, {NULL, 0, NULL, 0}};
	struct prog p;
	int c;

	prog_init(&p, "metarr-probe", usage);
	p.needs = "path";
	while ((c = getopt_long(argc, argv, PROG_SHORT, longs, NULL)) != -1)
		prog_option(&p, c);
	prog_interruptible();
	probe_init();
	if (optind < argc)
		prog_files(&p, argv + optind, one, &p);
	else
		prog_records(&p, STDIN_FILENO, one, &p);
	return prog_finish(&p);
}
