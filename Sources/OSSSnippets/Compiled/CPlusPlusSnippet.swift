/// C++ with libcurl.
enum CPlusPlusSnippet {
    static func program(_ request: SnippetRequest) -> String {
        let quote = Quoting.cPlusPlus
        let headers = request.headers.map { "    \(quote($0.value.isEmpty ? "\($0.name);" : "\($0.name): \($0.value)")),\n" }.joined()
        return """
            // Build: g++ program.cpp -lcurl
            \(Snippet.sizeNote(request, comment: "//"))#include <curl/curl.h>
            #include <sys/stat.h>
            #include <cstdio>
            #include <cstring>
            #include <string>

            static const std::string address = \(quote(request.url));
            static const std::string name = \(quote(request.fileName));
            static const char *const headers[] = {
            \(headers)    nullptr,
            };

            struct Answer {
                CURL *curl;
                FILE *file;
                std::string body, hint;
            };

            static size_t on_header(char *line, size_t, size_t size, void *context) {
                static const std::string prefix = "x-waybill-hint:";
                if (size > prefix.size() && strncasecmp(line, prefix.c_str(), prefix.size()) == 0)
                    static_cast<Answer *>(context)->hint.assign(line + prefix.size(), size - prefix.size());
            \(headerEcho(request))    return size;
            }

            static size_t on_body(char *block, size_t, size_t size, void *context) {
                auto answer = static_cast<Answer *>(context);
                long status = 0;
                curl_easy_getinfo(answer->curl, CURLINFO_RESPONSE_CODE, &status);
                if (answer->file && status >= 200 && status <= 299) return fwrite(block, 1, size, answer->file);
                answer->body.append(block, size);
                return size;
            }

            int main() {
                curl_global_init(CURL_GLOBAL_DEFAULT);
                CURL *curl = curl_easy_init();
                if (!curl) return 1;
                Answer answer{curl, nullptr, "", ""};
                curl_slist *list = nullptr;
                for (auto header = headers; *header; ++header) list = curl_slist_append(list, *header);
                curl_easy_setopt(curl, CURLOPT_URL, address.c_str());
                curl_easy_setopt(curl, CURLOPT_PATH_AS_IS, 1L);
                curl_easy_setopt(curl, CURLOPT_CUSTOMREQUEST, \(quote(request.method)));
                curl_easy_setopt(curl, CURLOPT_HTTPHEADER, list);
                curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, on_header);
                curl_easy_setopt(curl, CURLOPT_HEADERDATA, &answer);
                curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, on_body);
                curl_easy_setopt(curl, CURLOPT_WRITEDATA, &answer);
            \(opening(request))
                CURLcode result = curl_easy_perform(curl);
                long status = 0;
                curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
                curl_slist_free_all(list);
                curl_easy_cleanup(curl);
                curl_global_cleanup();
                if (result != CURLE_OK) {
                    fprintf(stderr, "failed: %s\\n", curl_easy_strerror(result));
                    return 1;
                }
                printf("HTTP %ld\\n", status);
                if (status < 200 || status > 299) {
                    fprintf(stderr, "%s\\n", answer.body.c_str());
                    if (!answer.hint.empty()) fprintf(stderr, "hint:%s", answer.hint.c_str());
                    return 1;
                }
            \(finish(request))
            }
            """
    }

    private static func headerEcho(_ request: SnippetRequest) -> String {
        request.action == .inspect ? "    fwrite(line, 1, size, stdout);\n" : ""
    }

    private static func opening(_ request: SnippetRequest) -> String {
        switch request.action {
        case .upload:
            """
                FILE *file = fopen(name.c_str(), "rb");
                struct stat info;
                if (!file || fstat(fileno(file), &info) != 0) {
                    perror(name.c_str());
                    return 1;
                }
                curl_easy_setopt(curl, CURLOPT_UPLOAD, 1L);
                curl_easy_setopt(curl, CURLOPT_READDATA, file);
                curl_easy_setopt(curl, CURLOPT_INFILESIZE_LARGE, static_cast<curl_off_t>(info.st_size));
            """
        case .download:
            """
                answer.file = fopen((name + ".part").c_str(), "wb");
                if (!answer.file) {
                    perror(name.c_str());
                    return 1;
                }
            """
        case .inspect: "    curl_easy_setopt(curl, CURLOPT_NOBODY, 1L);"
        case .delete: ""
        }
    }

    private static func finish(_ request: SnippetRequest) -> String {
        guard request.action == .download else {
            return """
                    fwrite(answer.body.data(), 1, answer.body.size(), stdout);
                    return 0;
                """
        }
        return """
                if (fclose(answer.file) == 0 && rename((name + ".part").c_str(), name.c_str()) == 0) return 0;
                perror(name.c_str());
                return 1;
            """
    }
}
