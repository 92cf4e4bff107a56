/* Where pictures may be fetched from; see origin.h. */
#include <string.h>

#include "asset/origin.h"
#include "net/http.h"

static const char *base_of(const struct conf *conf, const char *provider)
{
	static const struct {
		const char *provider;
		enum conf_key key;
	} bases[] = {{"tmdb", CONF_TMDB_IMAGE_URL}, {"tvdb", CONF_TVDB_IMAGE_URL},
		{"fanart.tv", CONF_FANARTTV_IMAGE_URL}, {"tvmaze", CONF_TVMAZE_IMAGE_URL}};
	size_t i;

	for (i = 0; i < sizeof(bases) / sizeof(bases[0]); i++)
		if (!strcmp(bases[i].provider, provider))
			return conf_get(conf, bases[i].key);
	return NULL;
}

static bool is_secure(const char *url)
{
	return !strncmp(url, "https://", 8);
}

int origin_check(const struct conf *conf, const char *provider, const char *url, struct error *err)
{
	const char *base = base_of(conf, provider);

	if (!base)
		return error_set(
			err, ERR_UNTRUSTED, "'%s' is no provider whose pictures are fetched", provider);
	if ((!is_secure(url) && strncmp(url, "http://", 7) != 0) || !http_same_host(url, base) ||
		(is_secure(base) && !is_secure(url)))
		return error_set(err, ERR_UNTRUSTED,
			"'%s' is not where the configuration says that %s keeps pictures ('%s')", url,
			provider, base);
	return 0;
}
