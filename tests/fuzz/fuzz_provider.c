/*
 * JSON of any shape as the answer to every question of a provider. It must hold that a run gives one of the
 * four words, and the same again; that *out is touched only by one that is done; that a failure says why;
 * that what was said is canonical, and that TMDB's pictures are below the address that was given.
 *
 * The input is a byte that chooses the provider, one for what is asked for, and a text, in which TMDB's
 * numbers are put right: few mutations keep them.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "provider/provider.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define must(holds)                                                                                          \
	do {                                                                                                 \
		if (!(holds)) {                                                                              \
			fprintf(stderr, "line %d: not so: %s\n", __LINE__, #holds);                          \
			abort();                                                                             \
		}                                                                                            \
	} while (0)

#define IMAGES "https://images.example"

static const struct provider *const providers[] = {
	&provider_tmdb, &provider_tvdb, &provider_fanarttv, &provider_tvmaze};

static const struct provider *provider;
static cJSON *tree;

static enum ask_state get(
	struct ask *a, enum provider_id p, const char *path, const cJSON **json, struct error *err)
{
	(void)a;
	(void)err;
	must(p == provider->id && *path && utf8_valid(path, strlen(path)));
	*json = tree;
	return ASK_ANSWERED;
}

static void put_number(const char *key, int number)
{
	if (!cJSON_IsObject(tree))
		return;
	cJSON_DeleteItemFromObjectCaseSensitive(tree, key);
	cJSON_AddNumberToObject(tree, key, number);
}

static void check_answer(const struct answer *out)
{
	struct meta again = META_INIT;

	for (int f = 0; f < MF_SCALARS; f++) {
		const char *value = meta_get(&out->meta, (enum meta_field)f);

		must(!meta_set(&again, (enum meta_field)f, value, NULL));
		must(!value || !strcmp(value, meta_get(&again, (enum meta_field)f)));
	}
	for (size_t i = 0; i < out->pictures.n; i++) {
		const struct picture *p = &out->pictures.item[i];

		if (provider == &provider_tmdb)
			must(!strncmp(p->url, IMAGES "/", strlen(IMAGES "/")) && !strstr(p->url, "/.."));
		must(!strncmp(p->url, "https://", strlen("https://")));
		must(*p->kind && p->width >= 0 && p->height >= 0 && p->vote_average <= 10);
	}
	meta_release(&again);
}

/* Lists of what changed are in order, whatever was said. */
static void check_changed(struct ask *ask, enum entity type)
{
	struct change_list list = {0};
	struct error err = ERROR_INIT;
	enum ask_state state = provider->changed(
		ask, type, "2024-03-09 12:00:00.000", "2024-03-10 12:00:00.000", &list, &err);

	must(state != ASK_WAITING && (state == ASK_FAILED) == (err.code != ERR_NONE));
	must(state == ASK_ANSWERED || !list.n);
	for (size_t i = 0; i < list.n; i++)
		must(list.id[i] > (i ? list.id[i - 1] : 0));
	change_list_release(&list);
	error_release(&err);
}

static void run(const struct subject *s, const struct wishes *w)
{
	struct answer first = ANSWER_INIT, second = ANSWER_INIT;
	struct match_list found = {0};
	struct error err = ERROR_INIT;
	struct ask ask = {get};
	enum ask_state state = provider_details(provider, &ask, s, w, &first, &err);

	must(state != ASK_WAITING && (state == ASK_FAILED) == (err.code != ERR_NONE));
	must(state == ASK_ANSWERED || !first.pictures.n);
	must(provider_details(provider, &ask, s, w, &second, &err) == state);
	must(!meta_diff(&first.meta, &second.meta) && first.pictures.n == second.pictures.n);
	check_answer(&first);
	state = provider->identify ? provider->identify(&ask, s, w, &found, &err) : ASK_NOTHING;
	must(state != ASK_WAITING && (state == ASK_ANSWERED || !found.n));
	check_changed(&ask, s->type);
	answer_release(&first);
	answer_release(&second);
	match_list_release(&found);
	error_release(&err);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char language[] = "de", second[] = "pt-BR";
	char *languages[] = {language, second};
	struct wishes w = {.languages = {languages, 2, 2}, .country = "DE", .tmdb_image_url = IMAGES};
	struct meta meta = META_INIT, series = META_INIT;
	struct subject s = {.meta = &meta, .series = &series, .numbering = NUMBERING_TMDB};

	if (size < 3)
		return 0;
	provider = providers[data[0] % (sizeof(providers) / sizeof(providers[0]))];
	s.type = (enum entity)(data[1] % (ENTITY_SET + 1));
	tree = json_parse((const char *)data + 2, size - 2, NULL);
	if (!tree || (s.type < ENTITY_COUNT && !provider->details[s.type])) {
		cJSON_Delete(tree);
		return 0;
	}
	s.numbering = provider == &provider_tmdb ? NUMBERING_TMDB : NUMBERING_TVDB;
	s.brief = data[1] & 0x40;
	for (size_t i = 0; i < 2; i++) {
		meta_add_id(i ? &series : &meta, "tmdb", "7", false);
		meta_add_id(i ? &series : &meta, "tvdb", "7", false);
		meta_add_id(i ? &series : &meta, "tvmaze", "7", false);
	}
	if (data[1] & 0x20)
		meta_add_id(&meta, "imdb", "tt7", false);
	meta_set(&meta, MF_TITLE, "A", NULL);
	meta_set(&meta, MF_YEAR, "1999", NULL);
	meta_set(&meta, MF_SEASON_NUMBER, "1", NULL);
	meta_set(&meta, MF_EPISODE_NUMBER, "1", NULL);
	if (provider == &provider_tmdb) {
		put_number("id", 7);
		put_number("season_number", 1);
	}
	run(&s, &w);
	meta_release(&meta);
	meta_release(&series);
	cJSON_Delete(tree);
	return 0;
}
