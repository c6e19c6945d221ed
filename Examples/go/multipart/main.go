// Uploads a file in parts, four at a time, to presigned URLs with net/http.
//
//	go run multipart/main.go URLS FILE [NAME=VALUE]...
//
// URLS is a file with one URL a line: those of the parts, in order, and at last the one that completes the upload. The
// latter is signed with `x-oss-complete-all: yes`: the service then takes all parts that it has, and no ETag needs to be
// kept. NAME=VALUE is a header of the completion that was signed and so must be sent.
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
	"sync"
	"time"
)

const (
	parallel = 4
	attempts = 3
	// What the service demands of every part but the last.
	smallest = 100 << 10
)

// client answers with a redirect rather than following it: a signature holds for one address.
var client = &http.Client{
	CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
}

// answer is what the service said, read to its end.
type answer struct {
	status int
	body   []byte
	hint   string
}

func (a answer) accepted() bool { return a.status >= 200 && a.status < 300 }

func send(method, target string, body io.Reader, size int64, headers []string) (answer, error) {
	request, err := http.NewRequest(method, target, body)
	if err != nil {
		return answer{}, err
	}
	request.ContentLength = size
	if size == 0 {
		request.Body = http.NoBody
	} else {
		request.Header.Set("Expect", "100-continue")
	}
	for _, header := range headers {
		name, value, _ := strings.Cut(header, "=")
		request.Header.Add(name, value)
	}
	response, err := client.Do(request)
	if err != nil {
		return answer{}, err
	}
	defer response.Body.Close()
	content, err := io.ReadAll(io.LimitReader(response.Body, 1<<20))
	return answer{response.StatusCode, content, response.Header.Get("x-waybill-hint")}, err
}

// sendPart sends an interrupted part again: it replaces what arrived of it.
func sendPart(target string, file *os.File, start, length int64) (result answer, err error) {
	for attempt := 1; attempt <= attempts; attempt++ {
		result, err = send(http.MethodPut, target, io.NewSectionReader(file, start, length), length, nil)
		if err == nil && result.status < 500 {
			break
		}
		if attempt < attempts {
			time.Sleep(time.Duration(attempt) * time.Second)
		}
	}
	return result, err
}

// sendParts gives the first answer that was a refusal, if there is one.
func sendParts(targets []string, file *os.File, size int64) (refused *answer, err error) {
	// As many equal pieces as there are part URLs, but none too small. An empty file is one empty part.
	piece := (size + int64(len(targets)) - 1) / int64(len(targets))
	if piece < smallest {
		piece = smallest
	}

	var group sync.WaitGroup
	var lock sync.Mutex
	slots := make(chan struct{}, parallel)
	for i, target := range targets {
		start := int64(i) * piece
		if start >= size && i > 0 {
			break
		}
		length := piece
		if start+length > size {
			length = size - start
		}
		slots <- struct{}{}
		lock.Lock()
		stop := refused != nil || err != nil
		lock.Unlock()
		if stop {
			break
		}
		group.Add(1)
		go func(number int, target string) {
			defer func() { <-slots; group.Done() }()
			result, problem := sendPart(target, file, start, length)
			lock.Lock()
			defer lock.Unlock()
			if problem != nil {
				err = problem
				return
			}
			fmt.Printf("part %d: %d\n", number, result.status)
			if !result.accepted() && refused == nil {
				refused = &result
			}
		}(i+1, target)
	}
	group.Wait()
	return refused, err
}

func upload(urls []string, path string, headers []string) (answer, error) {
	file, err := os.Open(path)
	if err != nil {
		return answer{}, err
	}
	defer file.Close()
	info, err := file.Stat()
	if err != nil {
		return answer{}, err
	}
	last := len(urls) - 1
	if refused, err := sendParts(urls[:last], file, info.Size()); err != nil || refused != nil {
		if err != nil {
			return answer{}, err
		}
		return *refused, nil
	}
	return send(http.MethodPost, urls[last], nil, 0, append([]string{"x-oss-complete-all=yes"}, headers...))
}

// refusal is OSS's error document.
type refusal struct {
	Code, EC, Message string
}

func explain(a answer) {
	var document refusal
	// A body that is no error document leaves the fields empty.
	_ = xml.Unmarshal(a.body, &document)
	for _, line := range [][2]string{{"code", document.Code}, {"ec", document.EC}, {"message", document.Message}, {"hint", a.hint}} {
		if line[1] != "" {
			fmt.Fprintf(os.Stderr, "%s: %s\n", line[0], line[1])
		}
	}
}

func fail(problem error) {
	var known *url.Error
	if errors.As(problem, &known) {
		problem = known.Err // without the URL, which is a secret
	}
	fmt.Fprintln(os.Stderr, "not sent:", problem)
	os.Exit(1)
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
		fmt.Fprintln(os.Stderr, "usage: multipart URLS FILE [NAME=VALUE]...")
		os.Exit(1)
	}
	lines, err := os.ReadFile(os.Args[1])
	if err != nil {
		fail(err)
	}
	urls := strings.Fields(string(lines))
	if len(urls) < 2 {
		fail(errors.New("URLS holds no part"))
	}
	result, err := upload(urls, os.Args[2], os.Args[3:])
	if err != nil {
		fail(err)
	}
	fmt.Println("status:", result.status)
	switch {
	case result.status == http.StatusNonAuthoritativeInfo:
		fmt.Fprintln(os.Stderr, "stored, but the callback failed")
		explain(result)
		os.Exit(2)
	case result.accepted():
		os.Stdout.Write(result.body) // the result, or what the application server answered to the callback
	default:
		explain(result)
		os.Exit(1)
	}
}
