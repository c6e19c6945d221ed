// Uploads a file to a presigned URL with HttpClient.
//
//   .NET:  put this file into a console project, then  dotnet run -- URL FILE [NAME=VALUE]...
//   Mono:  mcs -r:System.Net.Http.dll Upload.cs && mono Upload.exe URL FILE [NAME=VALUE]...
//
// NAME=VALUE is a header that was signed and so must be sent. StreamContent sends no Content-Type; StringContent would.
using System;
using System.IO;
using System.Linq;
using System.Net.Http;
using System.Text.RegularExpressions;
using System.Threading;
using System.Threading.Tasks;

static class Upload
{
    static int Main(string[] arguments) => Run(arguments).GetAwaiter().GetResult();

    static async Task<int> Run(string[] arguments)
    {
        if (arguments.Length < 2 || !arguments.Skip(2).All(header => header.Contains("=")))
        {
            Console.Error.WriteLine("usage: Upload URL FILE [NAME=VALUE]...");
            return 1;
        }
        try
        {
            return await Send(arguments[0], arguments[1], arguments.Skip(2).ToArray());
        }
        catch (Exception problem) when (problem is HttpRequestException || problem is IOException || problem is FormatException || problem is ArgumentException)
        {
            Console.Error.WriteLine("not sent: " + (problem.InnerException ?? problem).Message);
            return 1;
        }
    }

    static async Task<int> Send(string url, string path, string[] headers)
    {
        using (var handler = new HttpClientHandler { AllowAutoRedirect = false }) // a signature holds for one address
        using (var client = new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan }) // a large file takes its time
        using (var file = File.OpenRead(path))
        using (var request = new HttpRequestMessage(HttpMethod.Put, url) { Content = new StreamContent(file) })
        {
            request.Content.Headers.ContentLength = file.Length;
            request.Headers.ExpectContinue = true; // the service checks the signature before the file is sent
            foreach (var header in headers)
            {
                var parts = header.Split(new[] { '=' }, 2);
                // Content-Type and its like belong to the content, all others to the request.
                if (!request.Headers.TryAddWithoutValidation(parts[0], parts[1]))
                    request.Content.Headers.TryAddWithoutValidation(parts[0], parts[1]);
            }
            using (var answer = await client.SendAsync(request))
                return await Report(answer);
        }
    }

    static async Task<int> Report(HttpResponseMessage answer)
    {
        var status = (int)answer.StatusCode;
        var body = await answer.Content.ReadAsStringAsync();
        Console.WriteLine("status: " + status);
        if (status == 203)
        {
            Console.Error.WriteLine("stored, but the callback failed");
            Explain(answer, body);
            return 2;
        }
        if (answer.IsSuccessStatusCode)
        {
            Console.Write(body); // what the application server answered to the callback, if one was asked for
            return 0;
        }
        Explain(answer, body);
        return 1;
    }

    static void Explain(HttpResponseMessage answer, string document)
    {
        Print("code", Element(document, "Code"));
        Print("ec", Element(document, "EC"));
        Print("message", Element(document, "Message"));
        if (answer.Headers.TryGetValues("x-waybill-hint", out var hints)) Print("hint", string.Join(", ", hints));
    }

    static string Element(string document, string name) => Regex.Match(document, $"<{name}>([^<]*)</{name}>").Groups[1].Value;

    static void Print(string name, string value)
    {
        if (value != "") Console.Error.WriteLine($"{name}: {value}");
    }
}
