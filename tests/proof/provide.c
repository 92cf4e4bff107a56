/* A provider for the proofs; see provide.h. */
#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "core/alloc.h"
#include "core/process.h"
#include "picture.h"
#include "provide.h"
#include "worldparts.h"

#define PICTURES 5 /* of a film: two posters, two backdrops, one logo */

static struct process server = PROCESS_INIT;

/* A set has its id from a counter that a killed program may have moved. */
enum { MOVIES, BELOW, FIELDS, CANDIDATES, ASKED, REPLIES };
static const struct db_sql statements[] = {
	[MOVIES] = {"SELECT m.folder, m.title, m.plot, m.state, CAST(m.tmdb_id AS TEXT), CAST(m.runtime AS "
		    "TEXT), "
		    "(SELECT s.name FROM sets s WHERE s.id = m.set_id) FROM movies m ORDER BY 1",
		NULL},
	[BELOW] = {"SELECT 'series', title, plot, state, CAST(tmdb_id AS TEXT), "
		   "CAST(has_unpublished_changes AS TEXT), '' FROM series UNION ALL "
		   "SELECT 'season', title, plot, state, CAST(season_number AS TEXT), "
		   "CAST(has_unpublished_changes AS TEXT), '' FROM seasons UNION ALL "
		   "SELECT 'episode', title, plot, state, CAST(episode_number AS TEXT), "
		   "CAST(has_unpublished_changes AS TEXT), aired FROM episodes UNION ALL "
		   "SELECT 'set', name, overview, CAST(tmdb_collection_id AS TEXT), '', '', '' FROM sets "
		   "ORDER BY 1, 5, 2",
		NULL},
	[FIELDS] = {"SELECT entity_type, CASE WHEN entity_type = 'set' THEN '' ELSE CAST(entity_id AS TEXT) "
		    "END, "
		    "field, source, CAST(locked AS TEXT), '', '' FROM field_state ORDER BY 1, 2, 3",
		NULL},
	[CANDIDATES] = {"SELECT entity_type, CASE WHEN entity_type = 'set' THEN '' ELSE CAST(entity_id AS "
			"TEXT) END, "
			"asset_type, provider, provider_url, CAST(is_selected AS TEXT), content_hash "
			"FROM asset_candidates ORDER BY 1, 2, 3, 5, 7",
		NULL},
	[ASKED] = {"SELECT entity_type, CASE WHEN entity_type = 'set' THEN '' ELSE CAST(entity_id AS TEXT) "
		   "END, "
		   "provider, provider_id, message, CAST(attempts AS TEXT), "
		   "CASE WHEN fetched_at IS NULL THEN 'never' ELSE 'fetched' END "
		   "FROM provider_items ORDER BY 1, 2, 3",
		NULL},
	[REPLIES] = {"SELECT url, provider, CAST(status AS TEXT), etag, CAST(body_size AS TEXT), '', '' "
		     "FROM provider_cache ORDER BY 1",
		NULL},
};
static const struct db_sqltab provide_sql = {
	"provide", statements, sizeof(statements) / sizeof(statements[0])};

char *provide_facts(struct world *w)
{
	struct strbuf text = STRBUF_INIT;
	int i;

	for (i = MOVIES; i <= ASKED; i++)
		world_rows(w, &provide_sql, i, &text);
	return strbuf_detach(&text, NULL);
}

char *provide_replies(struct world *w)
{
	struct strbuf text = STRBUF_INIT;

	world_rows(w, &provide_sql, REPLIES, &text);
	return strbuf_detach(&text, NULL);
}

bool provide_among(const char *some, const char *all)
{
	struct strbuf line = STRBUF_INIT;
	bool among = true;

	for (; *some && among; some += line.len) {
		strbuf_clear(&line);
		strbuf_add(&line, some, strcspn(some, "\n") + 1);
		among = strstr(all, line.buf) != NULL;
	}
	strbuf_release(&line);
	return among;
}

/* ---- answers ----------------------------------------------------------------------------------------------
 */

#define PICTURE(file, width, height, votes)                                                                  \
	"{\"file_path\":\"/" file "\",\"width\":" #width ",\"height\":" #height                              \
	",\"vote_average\":5,\"vote_count\":" #votes "}"

static void put_film(const char *www, int i)
{
	struct strbuf name = STRBUF_INIT, text = STRBUF_INIT;

	strbuf_addf(&name, "answers/movie/%d.json", i);
	strbuf_addf(&text,
		"{\"id\":%d,\"title\":\"Film %d\",\"original_title\":\"Film "
		"%d\",\"release_date\":\"200%d-05-01\","
		"\"overview\":\"About %d.\",\"runtime\":90,\"vote_average\":7.5,\"vote_count\":10,"
		"\"genres\":[{\"id\":1,\"name\":\"Drama\"}],\"belongs_to_collection\":{\"id\":70,\"name\":"
		"\"The "
		"Films\",\"poster_path\":\"/"
		"1.jpg\",\"backdrop_path\":null},\"images\":{\"posters\":[" PICTURE("1.jpg", 60, 90,
			1) "," PICTURE("2.jpg", 60, 90, 2) "],\"backdrops\":[" PICTURE("3.jpg", 160, 90,
			1) "," PICTURE("4.jpg", 160, 90, 2) "],\"logos\":[" PICTURE("5.png", 80, 31, 1) "]}}",
		i, i, i, i, i);
	world_put(www, name.buf, text.buf, text.len);
	strbuf_release(&name);
	strbuf_release(&text);
}

static void put_films(const char *www, int n)
{
	struct strbuf found = STRBUF_INIT;
	int i;

	strbuf_addstr(&found, "{\"results\":[");
	for (i = 1; i <= n; i++) {
		put_film(www, i);
		strbuf_addf(&found,
			"%s{\"id\":%d,\"title\":\"Film %d\",\"original_title\":\"Film %d\",\"release_date\":"
			"\"200%d-05-01\"}",
			i > 1 ? "," : "", i, i, i, i);
	}
	strbuf_addstr(&found, "]}");
	world_put(www, "answers/search/movie.json", found.buf, found.len);
	world_put_text(www, "answers/collection/70.json",
		"{\"id\":70,\"name\":\"The Films\",\"overview\":\"All of "
		"them.\",\"images\":{\"posters\":[" PICTURE("1.jpg", 60, 90, 1) "],\"backdrops\":[]}}");
	strbuf_release(&found);
}

#define EPISODE(number, name)                                                                                \
	"{\"id\":5" #number ",\"season_number\":1,\"episode_number\":" #number ",\"name\":\"" name           \
	"\",\"overview\":\"Told.\",\"air_date\":\"2001-05-0" #number "\",\"still_path\":\"/3.jpg\"}"

static void put_show(const char *www)
{
	world_put_text(www, "answers/search/tv.json",
		"{\"results\":[{\"id\":5,\"name\":\"Show\",\"original_name\":\"Show\",\"first_air_date\":"
		"\"2001-05-01\"}]}");
	world_put_text(www, "answers/tv/5.json",
		"{\"id\":5,\"name\":\"Show\",\"original_name\":\"Show\",\"first_air_date\":\"2001-05-01\","
		"\"overview\":\"A show.\",\"status\":\"Ended\",\"networks\":[{\"name\":\"Net\"}],"
		"\"images\":{\"posters\":[" PICTURE("1.jpg", 60, 90, 1) "],\"backdrops\":[" PICTURE(
			"3.jpg", 160, 90, 1) "],\"logos\":[]}}");
	world_put_text(www, "answers/tv/5/season/1.json",
		"{\"id\":50,\"season_number\":1,\"name\":\"The Beginning\",\"overview\":\"It "
		"begins.\",\"air_date\":"
		"\"2001-05-01\",\"images\":{\"posters\":[" PICTURE(
			"2.jpg", 60, 90, 1) "]},\"episodes\":[" EPISODE(1, "First") "," EPISODE(2,
			"Second") "," EPISODE(3, "Third") "]}");
}

static void put_pictures(const char *www)
{
	static const struct {
		const char *name;
		int width, height;
	} pictures[PICTURES] = {{"pictures/1.jpg", 60, 90}, {"pictures/2.jpg", 60, 90},
		{"pictures/3.jpg", 160, 90}, {"pictures/4.jpg", 160, 90}, {"pictures/5.png", 80, 31}};
	unsigned i;

	for (i = 0; i < PICTURES; i++)
		world_put_picture(www, pictures[i].name, 5000 + i, pictures[i].width, pictures[i].height);
}

/* ---- the server -------------------------------------------------------------------------------------------
 */

/* One that is free now. */
static int free_port(void)
{
	struct sockaddr_in a = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	socklen_t len = sizeof(a);
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	if (fd < 0 || bind(fd, (struct sockaddr *)&a, len) || getsockname(fd, (struct sockaddr *)&a, &len))
		give_up("there is no port");
	close(fd);
	return ntohs(a.sin_port);
}

static bool answers(int port)
{
	struct sockaddr_in a = {.sin_family = AF_INET,
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK),
		.sin_port = htons((uint16_t)port)};
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	bool there = connect(fd, (struct sockaddr *)&a, sizeof(a)) == 0;

	close(fd);
	return there;
}

static void start_server(const char *dir, int port)
{
	struct strbuf conf = STRBUF_INIT;
	char *file = world_path(dir, "conf");
	const char *const argv[] = {"/usr/sbin/nginx", "-p", dir, "-e", "stderr", "-c", file, NULL};
	int tries;

	strbuf_addf(&conf,
		"%sdaemon off; master_process off; pid %s/pid; error_log %s/error.log;\n"
		"events { worker_connections 64; }\nhttp { access_log off; keepalive_requests 100000;\n"
		"client_body_temp_path %s; proxy_temp_path %s; fastcgi_temp_path %s; uwsgi_temp_path %s; "
		"scgi_temp_path %s;\n"
		"server { listen 127.0.0.1:%d; root %s/www; default_type application/json;\n"
		"rewrite ^/3/(.*)$ /answers/$1.json; rewrite ^/p/[^/]+/(.*)$ /pictures/$1;\n"
		"location /pictures/ { default_type image/jpeg; } } }\n",
		geteuid() ? "" : "user root;\n", dir, dir, dir, dir, dir, dir, dir, port, dir);
	world_put(dir, "conf", conf.buf, conf.len);
	must(process_start(&server, argv, NULL, &world_err));
	for (tries = 0; !answers(port); tries++) {
		if (tries > 5000)
			give_up("nginx does not answer: %s/error.log", dir);
		usleep(1000);
	}
	strbuf_release(&conf);
	free(file);
}

static void set_url(const char *name, int port, const char *path)
{
	struct strbuf url = STRBUF_INIT;

	strbuf_addf(&url, "http://127.0.0.1:%d%s", port, path);
	setenv(name, url.buf, 1);
	strbuf_release(&url);
}

void provide_start(struct world *w)
{
	char *dir = world_path(w->dir, "provider"), *www = world_path(dir, "www");
	int port = free_port();

	if (w->nfilms)
		put_films(www, w->nfilms);
	else
		put_show(www);
	put_pictures(www);
	start_server(dir, port);
	set_url("METARR_TMDB_URL", port, "/3");
	set_url("METARR_TMDB_IMAGE_URL", port, "/p");
	set_url("METARR_TVMAZE_URL", port, "/nothing");
	setenv("METARR_TMDB_KEY", "ey.proof.key", 1);
	setenv("METARR_TMDB_RATE", "1000", 1);
	setenv("METARR_TVMAZE_RATE", "1000", 1);
	free(www);
	free(dir);
}
