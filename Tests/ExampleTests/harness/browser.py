"""Chromium with the example's page: fills in its form as a person does, and reads what it shows."""

from pathlib import Path

from selenium import webdriver
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By
from selenium.webdriver.support.ui import WebDriverWait

from .pages import Pages
from .programs import Outcome

EXIT_CODES = {"done": 0, "refused": 1, "failed": 1, "callback-failed": 2}


class Browser:
    name = "browser"

    def __init__(self, pages: Pages):
        options = webdriver.ChromeOptions()
        options.binary_location = "/usr/bin/chromium"
        for argument in ("--headless=new", "--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu", "--no-proxy-server"):
            options.add_argument(argument)
        options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
        self.driver = webdriver.Chrome(options=options, service=Service("/usr/bin/chromedriver"))
        self.pages = pages

    def close(self):
        self.driver.quit()

    def open(self):
        """The page, fresh."""
        self.driver.get("about:blank")
        self.driver.get(self.pages.origin)

    def at(self, identifier: str):
        return self.driver.find_element(By.ID, identifier)

    def start(self, url: str, file: Path, headers=()) -> "Browser":
        self.open()
        self.url = url
        self.driver.execute_script("document.getElementById('url').value = arguments[0]", url)
        self.at("headers").send_keys("\n".join(f"{name}: {value}" for name, value in headers))
        self.at("file").send_keys(str(file))
        self.at("send").click()
        return self

    @property
    def state(self) -> str:
        return self.driver.find_element(By.TAG_NAME, "body").get_attribute("data-state") or ""

    @property
    def progress(self) -> float:
        return float(self.at("progress").get_property("value"))

    @property
    def advice(self) -> str:
        return self.at("advice").text

    def wait(self, condition, seconds: float = 60):
        return WebDriverWait(self.driver, seconds, poll_frequency=0.05).until(lambda _: condition())

    def outcome(self) -> Outcome:
        """What the page shows once it is done, in the form in which the other programs print it."""
        self.wait(lambda: self.state in EXIT_CODES)
        answer = self.at("answer").get_property("textContent") if self.at("answer").is_displayed() else ""
        return Outcome(EXIT_CODES[self.state], answer, self.at("state").text + "\n" + self.advice).keeps_the_secret(self.url)

    def upload(self, url: str, file: Path, headers=()) -> Outcome:
        return self.start(url, file, headers).outcome()
