// Uploads a file to a presigned URL with libcurl.
//
//   g++ -std=c++17 -o upload upload.cpp -lcurl        (Debian: apt install g++ libcurl4-openssl-dev)
//   ./upload URL FILE [NAME=VALUE]...
//
// NAME=VALUE is a header that was signed and so must be sent. An upload of libcurl carries no Content-Type.
#include <curl/curl.h>

#include <algorithm>
#include <cctype>
#include <cstdio>
#include <filesystem>
#include <iostream>
#include <memory>
#include <string>
#include <string_view>
#include <system_error>

namespace {

struct Answer {
    long status = 0;
    std::string body;
    std::string hint;
};

std::size_t append(char *data, std::size_t size, std::size_t count, void *body) {
    static_cast<std::string *>(body)->append(data, size * count);
    return size * count;
}

// Keeps the value of x-waybill-hint when its line comes by.
std::size_t readHeader(char *data, std::size_t size, std::size_t count, void *hint) {
    constexpr std::string_view name = "x-waybill-hint:";
    std::string_view line(data, size * count);
    auto same = [](char a, char b) { return std::tolower(static_cast<unsigned char>(a)) == b; };
    if (line.size() > name.size() && std::equal(name.begin(), name.end(), line.begin(), [&](char b, char a) { return same(a, b); })) {
        auto first = line.find_first_not_of(' ', name.size());
        auto last = line.find_last_not_of("\r\n");
        if (first != line.npos && last >= first) *static_cast<std::string *>(hint) = line.substr(first, last - first + 1);
    }
    return size * count;
}

CURLcode upload(const char *url, const char *path, const curl_slist *headers, Answer &answer) {
    std::unique_ptr<FILE, decltype(&fclose)> file(std::fopen(path, "rb"), fclose);
    std::error_code problem;
    auto size = std::filesystem::file_size(path, problem);
    if (!file || problem) return CURLE_READ_ERROR;

    std::unique_ptr<CURL, decltype(&curl_easy_cleanup)> curl(curl_easy_init(), curl_easy_cleanup);
    if (!curl) return CURLE_FAILED_INIT;
    curl_easy_setopt(curl.get(), CURLOPT_URL, url);
    curl_easy_setopt(curl.get(), CURLOPT_PATH_AS_IS, 1L);
    curl_easy_setopt(curl.get(), CURLOPT_UPLOAD, 1L);
    curl_easy_setopt(curl.get(), CURLOPT_READDATA, file.get());
    curl_easy_setopt(curl.get(), CURLOPT_INFILESIZE_LARGE, static_cast<curl_off_t>(size)); // else it is sent in chunks
    curl_easy_setopt(curl.get(), CURLOPT_HTTPHEADER, headers);
    curl_easy_setopt(curl.get(), CURLOPT_WRITEFUNCTION, append);
    curl_easy_setopt(curl.get(), CURLOPT_WRITEDATA, &answer.body);
    curl_easy_setopt(curl.get(), CURLOPT_HEADERFUNCTION, readHeader);
    curl_easy_setopt(curl.get(), CURLOPT_HEADERDATA, &answer.hint);
    auto result = curl_easy_perform(curl.get());
    curl_easy_getinfo(curl.get(), CURLINFO_RESPONSE_CODE, &answer.status);
    return result;
}

std::string element(const std::string &document, const std::string &name) {
    auto start = document.find("<" + name + ">");
    if (start == document.npos) return "";
    start += name.size() + 2;
    return document.substr(start, document.find('<', start) - start);
}

void explain(const Answer &answer) {
    auto line = [](const char *name, const std::string &value) {
        if (!value.empty()) std::cerr << name << ": " << value << '\n';
    };
    line("code", element(answer.body, "Code"));
    line("ec", element(answer.body, "EC"));
    line("message", element(answer.body, "Message"));
    line("hint", answer.hint);
}

} // namespace

int main(int count, char **arguments) {
    auto isHeader = [](std::string_view argument) { return argument.find('=') != argument.npos; };
    if (count < 3 || !std::all_of(arguments + 3, arguments + count, isHeader)) {
        std::cerr << "usage: upload URL FILE [NAME=VALUE]...\n";
        return 1;
    }
    curl_global_init(CURL_GLOBAL_DEFAULT);
    curl_slist *list = nullptr;
    for (int i = 3; i < count; ++i) {
        std::string header = arguments[i];
        auto equals = header.find('=');
        auto value = header.substr(equals + 1);
        // libcurl writes an empty value with a semicolon.
        list = curl_slist_append(list, (header.substr(0, equals) + (value.empty() ? ";" : ": " + value)).c_str());
    }
    std::unique_ptr<curl_slist, decltype(&curl_slist_free_all)> headers(list, curl_slist_free_all);

    Answer answer;
    if (auto result = upload(arguments[1], arguments[2], headers.get(), answer); result != CURLE_OK) {
        std::cerr << "not sent: " << curl_easy_strerror(result) << '\n';
        return 1;
    }
    std::cout << "status: " << answer.status << '\n';
    if (answer.status == 203) {
        std::cerr << "stored, but the callback failed\n";
        explain(answer);
        return 2;
    }
    if (answer.status >= 200 && answer.status < 300) {
        std::cout << answer.body; // what the application server answered to the callback, if one was asked for
        return 0;
    }
    explain(answer);
    return 1;
}
