/*
 * metarr-name: names of files and folders in, what they say out: title, year, numbers, ids. Operands, or
 * records with a "name" and perhaps a "kind". Nothing is opened; a name need not exist.
 */
#include <getopt.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/json.h"
#include "core/prog.h"
#include "media/name.h"

static const char usage[] =
	"usage: metarr-name [-jtqv] [-k KIND] [NAME...]\n"
	"What names of files and folders say: those given, or the \"name\" of each record on standard "
	"input.\n"
	"  -k, --kind KIND  movie, episode or series; else the name decides\n"
	"  -j, --json   records, also on a terminal      -t, --text     lines for people, also into a pipe\n"
	"  -q, --quiet  errors only                      -v, --verbose  say more\n"
	"  -h, --help   this text                        -V, --version  the version\n";

struct context {
	struct prog p;
	enum name_kind kind; /* of records that have none */
};

/* -1: no such kind. */
static int kind_by_name(const char *word)
{
	static const char *const words[] = {[NAME_ANY] = "any",
		[NAME_MOVIE] = "movie",
		[NAME_EPISODE] = "episode",
		[NAME_SERIES] = "series"};

	for (int i = NAME_ANY; i <= NAME_SERIES; i++)
		if (!strcmp(word, words[i]))
			return i;
	return -1;
}

static void set_int(struct record *r, const char *key, int64_t value, bool known)
{
	if (known)
		record_set_int(r, key, value);
	else
		record_set_raw(r, key, "null", 4);
}

static void set_episodes(struct record *r, const struct name_info *info)
{
	struct strbuf list = STRBUF_INIT;
	struct jsonw w;

	jsonw_init(&w, &list);
	jsonw_array(&w);
	for (int i = 0; i < info->nepisodes; i++)
		jsonw_int(&w, info->episodes[i]);
	jsonw_end(&w);
	record_set_raw(r, "episodes", list.buf, list.len);
	strbuf_release(&list);
}

static void to_record(const struct name_info *info, struct record *r)
{
	record_set_str(r, "title", info->title);
	set_int(r, "year", info->year, info->year > 0);
	set_int(r, "season", info->season, info->season >= 0);
	set_episodes(r, info);
	record_set_str(r, "date", *info->date ? info->date : NULL);
	set_int(r, "absolute", info->absolute, info->absolute >= 0);
	set_int(r, "part", info->part, info->part > 0);
	record_set_str(r, "edition", info->edition);
	set_int(r, "tmdb_id", info->tmdb_id, info->tmdb_id > 0);
	record_set_str(r, "imdb_id", info->imdb_id);
	set_int(r, "tvdb_id", info->tvdb_id, info->tvdb_id > 0);
	record_set_bool(r, "is_extra", info->is_extra);
	record_set_bool(r, "is_sample", info->is_sample);
}

static void add_numbers(const struct name_info *info, struct strbuf *out)
{
	if (info->season >= 0)
		strbuf_addf(out, " S%02d", info->season);
	else if (info->nepisodes)
		strbuf_addch(out, ' ');
	for (int i = 0; i < info->nepisodes; i++)
		strbuf_addf(out, "E%02d", info->episodes[i]);
	if (*info->date)
		strbuf_addf(out, " %s", info->date);
	if (info->part)
		strbuf_addf(out, " part %d", info->part);
}

static void print_people(const char *name, const struct name_info *info)
{
	struct strbuf line = STRBUF_INIT, edition = STRBUF_INIT;

	strbuf_add_escaped(&line, name, strlen(name));
	strbuf_addstr(&line, ": ");
	if (info->title)
		strbuf_add_escaped(&line, info->title, strlen(info->title));
	else
		strbuf_addch(&line, '?');
	if (info->year)
		strbuf_addf(&line, " (%d)", info->year);
	add_numbers(info, &line);
	if (info->edition) {
		strbuf_add_escaped(&edition, info->edition, strlen(info->edition));
		strbuf_addf(&line, " [%s]", edition.buf);
	}
	if (info->tmdb_id)
		strbuf_addf(&line, " tmdb:%lld", (long long)info->tmdb_id);
	if (info->imdb_id)
		strbuf_addf(&line, " %s", info->imdb_id);
	if (info->tvdb_id)
		strbuf_addf(&line, " tvdb:%lld", (long long)info->tvdb_id);
	strbuf_addstr(&line, info->is_sample ? " sample" : info->is_extra ? " extra" : "");
	printf("%s\n", line.buf);
	strbuf_release(&line);
	strbuf_release(&edition);
}

static int one(struct record *r, void *arg, struct error *err)
{
	struct context *ctx = arg;
	struct name_info info = NAME_INIT;
	const char *name = record_str(r, "name"), *word;
	int kind = (int)ctx->kind;

	if (!name || !*name)
		return error_set(err, ERR_BAD_RECORD, "'name' is no text");
	if (record_has(r, "kind")) {
		word = record_str(r, "kind");
		kind = word ? kind_by_name(word) : -1;
		if (kind < 0)
			return error_set(err, ERR_BAD_VALUE, "'kind' is none of movie, episode, series, any");
	}
	name_parse(&info, name, (enum name_kind)kind);
	if (prog_json(&ctx->p))
		to_record(&info, r);
	else
		print_people(name, &info);
	name_release(&info);
	return 0;
}

int main(int argc, char **argv)
{
	static const struct option longs[] = {
		PROG_LONG, {"kind", required_argument, NULL, 'k'}, {NULL, 0, NULL, 0}};
	struct context ctx = {.kind = NAME_ANY};
	int c, kind;

	prog_init(&ctx.p, "metarr-name", usage);
	ctx.p.needs = "name";
	while ((c = getopt_long(argc, argv, PROG_SHORT "k:", longs, NULL)) != -1) {
		if (c != 'k') {
			prog_option(&ctx.p, c);
			continue;
		}
		kind = kind_by_name(optarg);
		if (kind < 0)
			prog_usage(&ctx.p);
		ctx.kind = (enum name_kind)kind;
	}
	prog_interruptible();
	if (optind < argc)
		prog_files(&ctx.p, argv + optind, one, &ctx);
	else
		prog_records(&ctx.p, STDIN_FILENO, one, &ctx);
	return prog_finish(&ctx.p);
}
