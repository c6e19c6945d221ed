-- Sends the request targets of a file one after the other, and begins again at its end: wrk -t1 -s targets.lua URL -- METHOD FILE BODY-BYTES
-- One thread, so that every target is used once before any is used again.

local heads, tail, index = {}, "", 0

function init(args)
    local length = tonumber(args[3])
    if length > 0 then
        tail = "Content-Length: " .. length .. "\r\n\r\n" .. string.rep("w", length)
    else
        tail = "\r\n"
    end
    for target in io.lines(args[2]) do
        heads[#heads + 1] = args[1] .. " " .. target .. " HTTP/1.1\r\nHost: " .. wrk.host .. ":" .. wrk.port .. "\r\n"
    end
    assert(#heads > 0, "no targets")
end

function request()
    index = index % #heads + 1
    return heads[index] .. tail
end

function done(summary, latency)
    local errors = summary.errors
    io.write(string.format(
        '{"requests": %d, "microseconds": %d, "refused": %d, "broken": %d, "timeouts": %d, "p50_us": %d, "p99_us": %d, "max_us": %d}\n',
        summary.requests, summary.duration, errors.status, errors.connect + errors.read + errors.write, errors.timeout,
        latency:percentile(50), latency:percentile(99), latency.max))
end
