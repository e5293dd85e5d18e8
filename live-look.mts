import { chromium } from 'playwright';
const b = await chromium.launch({executablePath:'/usr/bin/chromium', args:['--no-sandbox']});
for (const [name, vp, scheme] of [['d',{width:1440,height:900},'light'],['m',{width:390,height:844},'dark']] as const) {
const page = await b.newPage({viewport:vp, colorScheme: scheme});
page.on('pageerror',e=>console.log('ERR',e.message)); page.on('console',m=>m.type()==='error'&&console.log('CON',m.text()));
const shot=(n:string)=>page.screenshot({path:`/work/shots/live-${name}${n}.png`});
await page.goto('http://localhost:4396/#/live'); await page.waitForTimeout(4000);
if(name==='d'){ await page.keyboard.press('t'); await page.waitForTimeout(2500);
await page.keyboard.type('kubectl exec -it sh -- sh\n'); await page.waitForTimeout(2500); await page.keyboard.type('ls /\nhostname\nexit\n'); await page.waitForTimeout(2500); await shot('2');}
await page.locator('svg.stage-picture .pod').first().click(); await page.waitForTimeout(800); await shot('4');
await page.getByRole('button',{name:'Why is it so?'}).click(); await page.waitForTimeout(800); await shot('5');
await page.getByRole('button',{name:'Describe'}).click(); await page.waitForTimeout(1500); await shot('6');
await page.getByRole('button',{name:'Events',exact:true}).click(); await page.waitForTimeout(500); await shot('7');
await page.goto('http://localhost:4396/#/live/deployment'); await page.waitForTimeout(2500); await page.getByRole('button',{name:/^Yes/}).click(); await page.waitForTimeout(3000);
await page.getByRole('button',{name:'Run',exact:true}).click(); await page.waitForTimeout(4000); await shot('8');
if(name==='d'){ await page.locator('.tabs').getByRole('button',{name:'curl.yaml'}).click(); await page.waitForTimeout(9000); await shot('9');
 await page.locator('.monaco-editor .view-lines').click(); await page.keyboard.press('Control+End'); await page.keyboard.type('\nimagine: 3'); await page.waitForTimeout(4000); await shot('10');}
await page.getByRole('button',{name:/^End, and remove/}).click(); await page.waitForTimeout(8000); await shot('11');
await page.close(); }
await b.close();
