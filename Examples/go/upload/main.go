// Uploads a file to a presigned URL with net/http.
//
//	go run upload/main.go URL FILE [NAME=VALUE]...
//
// NAME=VALUE is a header that was signed and so must be sent. net/http adds no Content-Type to a PUT.
package main

import (
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"strings"
)

// client answers with a redirect rather than following it: a signature holds for one address.
var client = &http.Client{
	CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
}

func upload(target, path string, headers []string) (*http.Response, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	info, err := file.Stat()
	if err != nil {
		return nil, err
	}

	request, err := http.NewRequest(http.MethodPut, target, file)
	if err != nil {
		return nil, err
	}
	// net/http does not ask a file for its length, and sends it in chunks unless it is told.
	request.ContentLength = info.Size()
	if info.Size() == 0 {
		request.Body = http.NoBody
	}
	// The service checks the signature before the body is sent.
	request.Header.Set("Expect", "100-continue")
	for _, header := range headers {
		name, value, _ := strings.Cut(header, "=")
		request.Header.Add(name, value)
	}
	return client.Do(request)
}

// refusal is OSS's error document.
type refusal struct {
	Code, EC, Message string
}

func explain(answer *http.Response) {
	var document refusal
	// A body that is no error document leaves the fields empty.
	_ = xml.NewDecoder(io.LimitReader(answer.Body, 1<<20)).Decode(&document)
	for _, line := range [][2]string{
		{"code", document.Code}, {"ec", document.EC}, {"message", document.Message}, {"hint", answer.Header.Get("x-waybill-hint")},
	} {
		if line[1] != "" {
			fmt.Fprintf(os.Stderr, "%s: %s\n", line[0], line[1])
		}
	}
}

func allHeaders(arguments []string) bool {
	for _, argument := range arguments {
		if !strings.Contains(argument, "=") {
			return false
		}
	}
	return true
}

func main() {
	if len(os.Args) < 3 || !allHeaders(os.Args[3:]) {
		fmt.Fprintln(os.Stderr, "usage: upload URL FILE [NAME=VALUE]...")
		os.Exit(1)
	}
	answer, err := upload(os.Args[1], os.Args[2], os.Args[3:])
	if err != nil {
		var problem *url.Error
		if errors.As(err, &problem) {
			err = problem.Err // without the URL, which is a secret
		}
		fmt.Fprintln(os.Stderr, "not sent:", err)
		os.Exit(1)
	}
	defer answer.Body.Close()

	fmt.Println("status:", answer.StatusCode)
	switch {
	case answer.StatusCode == http.StatusNonAuthoritativeInfo:
		fmt.Fprintln(os.Stderr, "stored, but the callback failed")
		explain(answer)
		os.Exit(2)
	case answer.StatusCode >= 200 && answer.StatusCode < 300:
		// What the application server answered to the callback, if one was asked for.
		if _, err := io.Copy(os.Stdout, answer.Body); err != nil {
			fmt.Fprintln(os.Stderr, "the answer was cut off:", err)
			os.Exit(1)
		}
	default:
		explain(answer)
		os.Exit(1)
	}
}
